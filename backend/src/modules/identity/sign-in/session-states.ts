import { Injectable } from '@nestjs/common';
import { STEP_UP_MS } from '../../access/access.guard.js';
import { PERMISSIONS } from '../../access/permissions.js';
import type { Person } from '../../access/principal.js';
import { isEmptyScope, scopeOf } from '../../access/project-scope.js';
import { Factors } from '../credentials/factors/factors.js';
import type { SessionState } from './dto/session-state.dto.js';
import { MfaRequirement } from './mfa-requirement.js';
import { SessionsRepository } from './sessions.repository.js';

/** What the web console gets about the person who is signed in. */
@Injectable()
export class SessionStates {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly factors: Factors,
    private readonly mfa: MfaRequirement,
  ) {}

  /** For an incomplete sign-in, only what the next step needs. */
  async of(person: Person): Promise<SessionState> {
    const { accountId, email, name, stage, steppedUpAt, expiresAt } = person;
    const isIn = stage === 'full';
    const held = isIn ? PERMISSIONS.filter((permission) => !isEmptyScope(scopeOf(person, permission))) : [];
    const steppedUpUntil = (steppedUpAt?.getTime() ?? 0) + STEP_UP_MS;
    return {
      stage,
      account: { id: String(accountId), email, name },
      grants: isIn ? await this.grantsOf(person) : [],
      permissions: held,
      globalPermissions: held.filter((permission) => scopeOf(person, permission) === 'all'),
      factors: await this.factors.summaryOf(accountId),
      isMfaRequired: this.mfa.appliesTo(person.grants.map(({ role }) => role)),
      steppedUpUntil: steppedUpUntil > Date.now() ? new Date(steppedUpUntil).toISOString() : null,
      expiresAt: expiresAt.toISOString(),
    };
  }

  private async grantsOf({ grants }: Person): Promise<SessionState['grants']> {
    const slugs = await this.repository.slugsOf(grants.flatMap(({ projectId }) => projectId ?? []));
    return grants.map(({ role, projectId }) => ({
      role,
      project: projectId === null ? null : (slugs.get(projectId) ?? null),
    }));
  }
}
