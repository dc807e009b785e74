import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerGone } from '../../common/http/caller-gone.js';
import type { Principal } from '../access/principal.js';
import { isInScope, type ProjectScope, scopeOf } from '../access/project-scope.js';
import { contextOf, type RequestContext } from '../access/request-context.js';
import type { Permission } from '../access/permissions.js';

/** Who asks, and where they have the permission of what they ask for. */
export interface Asking {
  readonly context: RequestContext;
  readonly principal: Principal;
  readonly scope: ProjectScope;
  /** Aborts when the connection is closed before the answer was sent. */
  readonly gone: AbortSignal;
}

/** Of a route that names a permission. */
export const CurrentAsking = createParamDecorator((_: unknown, context: ExecutionContext): Asking => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const { principal, projectScope: scope } = request;
  if (principal === undefined || scope === undefined) throw new Error('the route names no permission');
  return { context: contextOf(request), principal, scope, gone: callerGone(http.getResponse<FastifyReply>()) };
});

/** The same for another permission than the route's. */
export function askingFor(asking: Asking, permission: Permission): Asking {
  return { ...asking, scope: scopeOf(asking.principal, permission) };
}

/** Null: what is for every project takes a permission in every project. */
export function covers(scope: ProjectScope, projectId: number | null): boolean {
  return projectId === null ? scope === 'all' : isInScope(scope, projectId);
}
