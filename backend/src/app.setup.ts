import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { AppModule } from './app.module.js';
import { MethodNotAllowedError, RouteNotFoundError } from './common/errors/http-errors.js';
import { InvalidInputError } from './common/errors/invalid-input.error.js';
import type { ProblemIssue } from './common/errors/problem.dto.js';
import { PROBLEM_TYPE } from './common/errors/problem.js';
import { answerWithProblem, ProblemFilter } from './common/filters/problem.filter.js';
import { Drain } from './common/http/drain.js';
import { takeJsonBodies } from './common/http/json-body.js';
import { checkParameters } from './common/http/query-rules.js';
import { requestIdOf } from './common/http/request-id.js';
import { RouteTable } from './common/http/route-table.js';
import { giveStreamsTime } from './common/http/streamed-answer.js';
import type { Log } from './common/logging/log.js';
import { NestLogger } from './common/logging/nest-logger.js';
import type { Environment } from './config/environment.schema.js';
import type { Principal } from './modules/access/principal.js';

const NOTHING = ["'none'"];

/** The whole application, ready to listen: production and tests meet the same pipes, filters and headers. */
export async function createApp(environment: Environment, log: Log): Promise<NestFastifyApplication> {
  const adapter = createAdapter(environment, log);
  const fastify = adapter.getInstance<FastifyInstance>();
  const drain = new Drain(fastify.server);
  addHooks(fastify, log, drain);
  await fastify.register(fastifyCookie);
  await fastify.register(fastifyHelmet, {
    // The API answers with data; nothing of it is ever a page.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: NOTHING,
        objectSrc: NOTHING,
        baseUri: NOTHING,
        formAction: NOTHING,
        frameAncestors: NOTHING,
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(environment, log, drain), adapter, {
    bodyParser: false,
    logger: new NestLogger(log),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(createValidationPipe());
  return app;
}

function createAdapter(environment: Environment, log: Log): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    // For the streamed bodies another limit holds.
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 256 },
    // Fastify's own defaults wait for ever.
    connectionTimeout: environment.HANDLER_TIMEOUT_MS + 10_000,
    requestTimeout: environment.REQUEST_TIMEOUT_MS,
    handlerTimeout: environment.HANDLER_TIMEOUT_MS,
    keepAliveTimeout: environment.KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: environment.TRUSTED_PROXIES,
    frameworkErrors: answerWithProblem,
    clientErrorHandler: answerBrokenRequest,
  });
}

function addHooks(fastify: FastifyInstance, log: Log, drain: Drain): void {
  const routes = new RouteTable();
  fastify.addHook('onRoute', routes.add);
  fastify.addHook('onRoute', giveStreamsTime);
  fastify.addHook('onRequest', async (request, reply) => {
    // What one person may read is for no cache, on the way or in a browser that others use too.
    reply.headers({ 'X-Request-Id': request.id, 'Cache-Control': 'no-store' });
    await drain.admission;
    if (request.is404) {
      const path = request.url.split('?', 1)[0] ?? '';
      const allowed = routes.methodsAt(path);
      if (allowed.length === 0) throw new RouteNotFoundError(path);
      throw new MethodNotAllowedError(request.method, allowed);
    }
    checkParameters(request);
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (drain.isDraining) reply.header('Connection', 'close');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const line = { ...told(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 };
    log[isProbe(request, reply) ? 'debug' : 'info'](line, 'request');
  });
  fastify.addHook('onRequestAbort', async (request) => {
    log.info({ ...told(request), status: null }, 'request broken off by its client');
  });
  takeJsonBodies(fastify);
}

/** A health check that is answered with yes, as there is one every few seconds. */
function isProbe(request: FastifyRequest, reply: FastifyReply): boolean {
  return reply.statusCode < 400 && (request.routeOptions.url ?? '').startsWith('/health/');
}

/** What the log tells of a request: nothing of bodies, headers or queries. */
function told(request: FastifyRequest): Record<string, string | null | undefined> {
  return {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    path: request.url.split('?', 1)[0],
    principal: nameOf(request.principal),
  };
}

/** Who asked, by number: `person:3`, `token:7`; null for a caller who is not known. */
function nameOf(principal: Principal | undefined): string | null {
  if (principal === undefined) return null;
  return `${principal.kind}:${principal.kind === 'person' ? principal.accountId : principal.tokenId}`;
}

/**
 * Queries are held to their DTOs. What stands in the path is left as it was written to the pipe of its own: here a
 * number would be made of whatever looks like one (`01`, `1e3`, `0x10`), depending on how the compiler describes types.
 */
class QueryValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return metadata.type === 'param' ? value : super.transform(value, metadata);
  }
}

function createValidationPipe(): ValidationPipe {
  return new QueryValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => new InvalidInputError(errors.flatMap(issuesOf)),
  });
}

function issuesOf({ property, constraints = {} }: ValidationError): ProblemIssue[] {
  return Object.entries(constraints).map(([rule, message]) => ({
    parameter: property,
    message: rule === 'whitelistValidation' ? 'is not a parameter of this request' : message,
  }));
}

/** What is not even HTTP has no request and no reply, only a socket. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status] ?? '';
  const code = title.toLowerCase().replaceAll(' ', '_');
  const body = JSON.stringify({
    type: `urn:plimsoll:problem:${code}`,
    title,
    status,
    detail: status === 408 ? 'The request did not arrive in time.' : 'This is not a request that can be read.',
    code,
    requestId: requestIdOf({ headers: {} }),
  });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
