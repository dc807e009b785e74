import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerGone } from '../../common/http/caller-gone.js';
import { clientAddressOf } from '../../common/http/client-address.js';
import type { Principal } from './principal.js';
import type { ProjectScope } from './project-scope.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by AccessGuard; undefined for a public route with an unknown caller. */
    principal?: Principal | undefined;
    /** Where the principal has the route's permission. */
    projectScope?: ProjectScope | undefined;
  }
}

/** From where a request came and who sent it: what the audit log tells of every event. */
export interface RequestContext {
  readonly principal: Principal | null;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly requestId: string;
}

export function contextOf(request: FastifyRequest): RequestContext {
  const userAgent = request.headers['user-agent'];
  return {
    principal: request.principal ?? null,
    ip: clientAddressOf(request),
    // A header may hold any byte from 0x80 on, and with it controls.
    userAgent: userAgent === undefined ? null : userAgent.slice(0, 300).replaceAll(/\p{C}/gu, '\uFFFD'),
    requestId: request.id,
  };
}

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  contextOf(requestOf(context)),
);

/** The principal of a route that is not public. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = requestOf(context);
  if (principal === undefined) throw new Error('the route has no principal: it is open to everybody');
  return principal;
});

/** The projects in which the principal has the route's permission. */
export const VisibleProjects = createParamDecorator((_: unknown, context: ExecutionContext): ProjectScope => {
  const { projectScope } = requestOf(context);
  if (projectScope === undefined) throw new Error('the route names no permission');
  return projectScope;
});

/** Aborts when the connection is closed before the answer was sent. */
export const CallerGone = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal =>
  callerGone(context.switchToHttp().getResponse<FastifyReply>()),
);
