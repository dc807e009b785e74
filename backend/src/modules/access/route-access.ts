import { SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.js';
import type { SessionStage } from './principal.js';

/** Who may call a route. Every route says it; one that does not keeps the API from starting. */
export type RouteAccess =
  | {
      readonly for: 'permission';
      readonly permission: Permission;
      /** The variable with the networks whose requests need no authentication. */
      readonly orFrom?: 'METRICS_NETWORKS';
    }
  /** Any principal, whatever they may do. */
  | { readonly for: 'signed-in' }
  /** People with a session at one of these stages; machines have no account of their own. */
  | { readonly for: 'person'; readonly stages: readonly SessionStage[] }
  | {
      readonly for: 'everybody';
      readonly because: string;
      /** Also for callers that are no browser, and so cannot say of which site they are. */
      readonly isForMachines?: true;
    };

export const ROUTE_ACCESS = 'plimsoll:access';
export const ROUTE_STEP_UP = 'plimsoll:step-up';

const declare = (access: RouteAccess): MethodDecorator & ClassDecorator => SetMetadata(ROUTE_ACCESS, access);

export const RequirePermission = (permission: Permission, or: { orFrom?: 'METRICS_NETWORKS' } = {}) =>
  declare({ for: 'permission', permission, ...or });

export const SignedIn = () => declare({ for: 'signed-in' });

/** The person themselves, fully signed in unless other stages are named. */
export const PersonOnly = (...stages: SessionStage[]) =>
  declare({ for: 'person', stages: stages.length > 0 ? stages : ['full'] });

/** The reason is for readers of the code and of the table of routes. */
export const Public = (because: string, also: { isForMachines?: true } = {}) =>
  declare({ for: 'everybody', because, ...also });

/** Who has to prove again who they are: people, whom alone the route is for, or sessions, beside which it takes API tokens. */
export type RouteStepUp = 'people' | 'sessions';

/** Only within five minutes after the person proved again who they are. */
export const StepUp = (): MethodDecorator => SetMetadata(ROUTE_STEP_UP, 'people' satisfies RouteStepUp);

/** The same for people. API tokens are accepted as well, without a step-up. */
export const StepUpOfSessions = (): MethodDecorator => SetMetadata(ROUTE_STEP_UP, 'sessions' satisfies RouteStepUp);
