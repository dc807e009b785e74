import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Configuration } from '../../config/configuration.js';
import {
  ForbiddenError,
  IncompleteSignInError,
  PeopleOnlyError,
  SignInStageError,
  StepUpRequiredError,
  UnauthenticatedError,
} from './access.errors.js';
import { Authenticator } from './authenticator.js';
import { refuseCrossSite } from './cross-site.js';
import { NetworkList } from './network-list.js';
import type { Person, Principal } from './principal.js';
import { isEmptyScope, scopeOf } from './project-scope.js';
import { PublicOrigin } from './public-origin.js';
import { ROUTE_ACCESS, ROUTE_STEP_UP, type RouteAccess, type RouteStepUp } from './route-access.js';

/** For so long after proving who they are may a person do what needs a step-up. */
export const STEP_UP_MS = 5 * 60_000;

/** The one door that every request comes through. What no rule lets in stays outside. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly metricsNetworks: NetworkList;

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly origin: PublicOrigin,
    configuration: Configuration,
  ) {
    this.metricsNetworks = new NetworkList(configuration.get('METRICS_NETWORKS'));
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const places = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, places);
    if (access === undefined) throw new Error(`${request.routeOptions.url} does not say who may call it`);
    if (this.isOpenTo(request.ip, access)) return true;
    const principal = await this.authenticator.principalOf(request);
    request.principal = principal;
    if (principal === undefined && access.for !== 'everybody') throw new UnauthenticatedError();
    if (!isFromMachine(request, access)) refuseCrossSite(request, this.origin);
    if (principal === undefined || access.for === 'everybody') return true;
    this.admit(request, principal, access);
    const stepUp = this.reflector.get<RouteStepUp | undefined>(ROUTE_STEP_UP, context.getHandler());
    if (stepUp !== undefined) requireStepUp(principal, stepUp);
    return true;
  }

  private isOpenTo(ip: string, access: RouteAccess): boolean {
    return access.for === 'permission' && access.orFrom !== undefined && this.metricsNetworks.includes(ip);
  }

  private admit(
    request: FastifyRequest,
    principal: Principal,
    access: Exclude<RouteAccess, { for: 'everybody' }>,
  ): void {
    if (access.for === 'person') {
      if (principal.kind !== 'person') throw new PeopleOnlyError();
      if (access.stages.includes(principal.stage)) return;
      throw principal.stage === 'full' ? new SignInStageError() : new IncompleteSignInError(principal.stage);
    }
    if (principal.kind === 'person' && principal.stage !== 'full') throw new IncompleteSignInError(principal.stage);
    if (access.for === 'signed-in') return;
    const scope = scopeOf(principal, access.permission);
    if (isEmptyScope(scope)) throw new ForbiddenError(access.permission);
    request.projectScope = scope;
  }
}

/** Without the headers that a browser adds by itself, so that no other site can have caused the request. */
function isFromMachine({ headers }: FastifyRequest, access: RouteAccess): boolean {
  if (access.for !== 'everybody' || access.isForMachines !== true) return false;
  return [headers.cookie, headers.origin, headers['sec-fetch-site']].every((header) => header === undefined);
}

function requireStepUp(principal: Principal, of: RouteStepUp): void {
  if (principal.kind !== 'person') {
    if (of === 'sessions') return;
    throw new PeopleOnlyError();
  }
  // Who sets up a first factor has just come in, and has nothing yet to confirm it with.
  if (principal.stage !== 'enrol' && !hasSteppedUp(principal)) throw new StepUpRequiredError();
}

export function hasSteppedUp({ steppedUpAt }: Person): boolean {
  return steppedUpAt !== null && Date.now() - steppedUpAt.getTime() <= STEP_UP_MS;
}
