import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { isUnforeseen, PROBLEM_TYPE, problemOf } from '../errors/problem.js';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerWithProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** For errors that Fastify meets before Nest does, such as a URL that cannot be decoded. */
export function answerWithProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const details = problemOf(error, request.id);
  if (isUnforeseen(details)) request.log.error({ err: error }, 'request failed');
  // Too late to say anything: the client is gone, or half of the answer is.
  if (reply.sent || reply.raw.headersSent) return;
  // RFC 9110 requires every 401 to say how to authenticate. `Bearer` keeps browsers from showing a password prompt.
  if (details.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  if (error instanceof DomainError) void reply.headers(error.headers);
  void reply.status(details.status).header('Content-Type', PROBLEM_TYPE).send(JSON.stringify(details));
}
