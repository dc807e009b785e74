import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UnauthenticatedError } from '../../common/access/access.errors.js';
import { PERMISSIONS } from '../../common/access/permissions.js';
import type { Person, SessionStage } from '../../common/access/principal.js';
import { isEmptyScope, scopeOf } from '../../common/access/project-scope.js';
import type { RequestContext } from '../../common/access/request-context.js';
import { Configuration } from '../../config/configuration.js';
import { STEP_UP_MS } from '../access/access.guard.js';
import { PrincipalRepository } from '../access/principal.repository.js';
import { hashOfSecret, randomSecret } from '../access/secret-hash.js';
import { SessionCookie } from '../access/session-cookie.js';
import { asPerson, type AuditNote } from '../audit/audit-event.js';
import { AuditLog, type Note, type Transaction } from '../audit/audit-log.js';
import { Factors } from '../factors/factors.js';
import { DeviceCookie } from './device-cookie.js';
import { Devices } from './devices.js';
import type { AccountSessions, SessionsEnded, SignInMethod } from './dto/account-session.dto.js';
import type { SessionState } from './dto/session-state.dto.js';
import { expiryOf, stageAfter } from './session-stage.js';
import { InvalidCredentialsError, SessionChangedError, SessionNotFoundError } from './sessions.errors.js';
import { SessionsRepository } from './sessions.repository.js';

/** Somebody who has just shown who they are. */
export interface ProvenSignIn {
  readonly accountId: number;
  readonly methods: readonly SignInMethod[];
  /** Whether these methods are two factors already. */
  readonly hasSecondFactor: boolean;
  /** When they showed it: now, where left out. Null where whoever vouches for them does not say, which is no step-up. */
  readonly provenAt?: Date | null;
  /** What the password was held against, and what takes its place where that was made at an outdated cost. */
  readonly password?: { readonly hash: string; readonly renewed: string | null };
}

/** Cookies that are given out when the change is kept. */
export interface FreshSession {
  readonly secret: string;
  readonly expiresAt: Date;
  /** What the browser is known by from now on; null while the sign-in is not complete. */
  readonly device: string | null;
}

/**
 * Who is signed in where. Whatever changes what a session can do gives it a new secret, and the one from before is worth
 * nothing; nothing is cached, so a session that is ended is refused from the next request on.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly configuration: Configuration,
    private readonly audit: AuditLog,
    private readonly cookie: SessionCookie,
    private readonly principals: PrincipalRepository,
    private readonly factors: Factors,
    private readonly repository: SessionsRepository,
    private readonly deviceCookie: DeviceCookie,
    private readonly devices: Devices,
  ) {}

  /**
   * Starts a session for somebody who has shown who they are, in place of the one that the browser may have. Throws
   * InvalidCredentialsError where the account was disabled or its password changed meanwhile.
   */
  async open(reply: FastifyReply, context: RequestContext, signIn: ProvenSignIn): Promise<SessionState> {
    const { accountId, methods, hasSecondFactor, provenAt, password } = signIn;
    const known = await this.repository.findAccount(accountId);
    if (known === null) throw new InvalidCredentialsError();
    const fresh = await this.audit.change(asPerson(context, known), async (transaction, note) => {
      const account = await this.repository.holdAccount(transaction, accountId);
      if (account === null || (password !== undefined && account.passwordHash !== password.hash)) return null;
      const renewed = password?.renewed ?? null;
      if (renewed !== null) await this.repository.setPasswordHash(transaction, accountId, renewed);
      await this.replaceOld(context, transaction, note);
      const stage = stageAfter({
        hasSecondFactor,
        hasFactor: (await this.factors.countOf(transaction, accountId)) > 0,
        isMfaRequired: this.isMfaRequired(await this.repository.rolesOf(transaction, accountId)),
      });
      const now = new Date();
      const secret = randomSecret();
      const expiresAt = expiryOf(stage, now);
      const id = await this.repository.create(transaction, {
        accountId,
        tokenHash: hashOfSecret(secret),
        stage,
        methods: [...methods],
        lastSeenAt: now,
        expiresAt,
        steppedUpAt: stage === 'full' && hasSecondFactor ? earlier(provenAt, now) : null,
        ip: context.ip,
        userAgent: context.userAgent,
      });
      const device = await this.deviceOf(stage, transaction, reply, accountId);
      await note({
        action: stage === 'full' ? 'session.signed-in' : 'session.started',
        target: { kind: 'account', id: String(accountId), name: known.email },
        after: { session: String(id), stage, methods },
      });
      return { secret, expiresAt, device };
    });
    if (fresh === null) {
      await this.noteFailure(context, known, methods[0] ?? 'password');
      throw new InvalidCredentialsError();
    }
    return this.present(reply, fresh);
  }

  /** The missing factor was given, or set up: the sign-in is complete. */
  async advance(
    reply: FastifyReply,
    context: RequestContext,
    person: Person,
    method: SignInMethod,
  ): Promise<SessionState> {
    const fresh = await this.audit.change(context, (transaction, note) =>
      this.prove(transaction, note, reply, person, method),
    );
    return this.present(reply, fresh);
  }

  /**
   * The person has just shown with all that can be asked for who they are: completes the sign-in, or counts as step-up where
   * it is complete. Give the cookies out with `present` after the transaction. Throws SessionChangedError where the session
   * is no longer the one that the request came with.
   */
  async prove(
    transaction: Transaction,
    note: Note,
    reply: FastifyReply,
    person: Person,
    method: SignInMethod,
  ): Promise<FreshSession> {
    const { accountId, sessionId, stage, expiresAt } = person;
    const now = new Date();
    const isStepUp = stage === 'full';
    const fresh = { secret: randomSecret(), expiresAt: isStepUp ? expiresAt : expiryOf('full', now) };
    const isChanged = await this.repository.rotate(
      transaction,
      { id: sessionId, stage, tokenHash: hashOfSecret(this.cookie.read(reply.request) ?? '') },
      {
        tokenHash: hashOfSecret(fresh.secret),
        stage: 'full',
        steppedUpAt: now,
        lastSeenAt: now,
        expiresAt: fresh.expiresAt,
        ...(!isStepUp && { methods: { push: method } }),
      },
    );
    if (!isChanged) throw new SessionChangedError();
    const device = await this.deviceOf('full', transaction, reply, accountId);
    await note({
      action: isStepUp ? 'session.stepped-up' : 'session.signed-in',
      target: accountTarget(person),
      after: { session: String(sessionId), method },
    });
    return { ...fresh, device };
  }

  /** A new secret for the session of this request, which is the same in everything else. */
  async renew(transaction: Transaction, reply: FastifyReply, person: Person): Promise<FreshSession> {
    const { sessionId, stage, expiresAt } = person;
    const secret = randomSecret();
    const isChanged = await this.repository.rotate(
      transaction,
      { id: sessionId, stage, tokenHash: hashOfSecret(this.cookie.read(reply.request) ?? '') },
      { tokenHash: hashOfSecret(secret) },
    );
    if (!isChanged) throw new SessionChangedError();
    return { secret, expiresAt, device: null };
  }

  /** Gives the cookies out, and says how things stand from now on. */
  async present(reply: FastifyReply, { secret, expiresAt, device }: FreshSession): Promise<SessionState> {
    this.cookie.set(reply, secret, expiresAt);
    if (device !== null) this.deviceCookie.set(reply, device);
    const person = await this.principals.findPerson(hashOfSecret(secret));
    if (person === null) throw new UnauthenticatedError();
    return this.stateOf(person);
  }

  /** Ends all of an account's sessions, or all but one, in the transaction of what causes it. Says how many there were. */
  async endOf(transaction: Transaction, accountId: number, exceptSessionId?: number): Promise<number> {
    // A sign-in that is under way holds the account: it comes before, and is ended too, or after, and sees the change.
    await this.repository.holdAccount(transaction, accountId);
    return this.repository.deleteOf(transaction, accountId, exceptSessionId ?? null);
  }

  async signOut(reply: FastifyReply, context: RequestContext): Promise<void> {
    const { principal } = context;
    if (principal?.kind === 'person') {
      await this.audit.change(context, async (transaction, note) => {
        await this.repository.delete(transaction, principal.accountId, principal.sessionId);
        await note(ended(principal, principal.sessionId, 'signed out'));
      });
    }
    this.cookie.clear(reply);
    // What pages have kept in the browser goes as well. Not "cache": emptying it takes seconds, and no answer is kept.
    reply.header('Clear-Site-Data', '"storage"');
  }

  /** Ends one of the person's own sessions. */
  async end(reply: FastifyReply, context: RequestContext, person: Person, id: number): Promise<void> {
    await this.audit.change(context, async (transaction, note) => {
      if (!(await this.repository.delete(transaction, person.accountId, id))) throw new SessionNotFoundError();
      await note(ended(person, id, 'ended by its owner'));
    });
    if (id === person.sessionId) this.cookie.clear(reply);
  }

  async endOthers(reply: FastifyReply, context: RequestContext, person: Person): Promise<SessionsEnded> {
    return this.audit.change(context, async (transaction, note) => {
      const count = await this.endOf(transaction, person.accountId, person.sessionId);
      await this.devices.forgetOthers(transaction, reply.request, person.accountId);
      await note({
        action: 'session.others-ended',
        target: accountTarget(person),
        after: { ended: count, kept: String(person.sessionId) },
      });
      return { ended: count };
    });
  }

  async list({ accountId, sessionId }: Person): Promise<AccountSessions> {
    const sessions = await this.repository.listLive(accountId);
    return {
      items: sessions.map(({ id, createdAt, lastSeenAt, expiresAt, ip, userAgent, methods }) => ({
        id: String(id),
        isCurrent: id === sessionId,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        ip,
        userAgent,
        methods,
      })),
    };
  }

  /** What the web console shows; of somebody half-way in no more than the next step needs. */
  async stateOf(person: Person): Promise<SessionState> {
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
      isMfaRequired: this.isMfaRequired(person.grants.map(({ role }) => role)),
      steppedUpUntil: steppedUpUntil > Date.now() ? new Date(steppedUpUntil).toISOString() : null,
      expiresAt: expiresAt.toISOString(),
    };
  }

  /** Somebody tried to sign in as this person and could not. Of an address that nobody has not even the spelling is kept. */
  async noteFailure(
    context: RequestContext,
    account: { id: number; email: string } | null,
    method: SignInMethod,
  ): Promise<void> {
    await this.audit.record(
      { ...context, principal: null },
      {
        action: 'sign-in.failed',
        target:
          account === null
            ? { kind: 'account', id: null, name: 'unknown account' }
            : { kind: 'account', id: String(account.id), name: account.email },
        after: { method },
      },
    );
  }

  /** A browser that signs in anew does not keep the session that it had, whoever's it was. */
  private async replaceOld({ principal }: RequestContext, transaction: Transaction, note: Note): Promise<void> {
    if (principal?.kind !== 'person') return;
    if (await this.repository.delete(transaction, principal.accountId, principal.sessionId)) {
      await note(ended(principal, principal.sessionId, 'signed in anew'));
    }
  }

  private async deviceOf(
    stage: SessionStage,
    transaction: Transaction,
    reply: FastifyReply,
    accountId: number,
  ): Promise<string | null> {
    return stage === 'full' ? this.devices.remember(transaction, reply.request, accountId) : null;
  }

  private async grantsOf({ grants }: Person): Promise<SessionState['grants']> {
    const slugs = await this.repository.slugsOf(grants.flatMap(({ projectId }) => projectId ?? []));
    return grants.map(({ role, projectId }) => ({
      role,
      project: projectId === null ? null : (slugs.get(projectId) ?? null),
    }));
  }

  private isMfaRequired(roles: readonly string[]): boolean {
    const required: readonly string[] = this.configuration.get('MFA_REQUIRED_FOR');
    return roles.some((role) => required.includes(role));
  }
}

/** A clock that is ahead makes no step-up last longer. */
function earlier(provenAt: Date | null | undefined, now: Date): Date | null {
  return provenAt === undefined || (provenAt !== null && provenAt > now) ? now : provenAt;
}

export function accountTarget({ accountId, email }: Person): AuditNote['target'] {
  return { kind: 'account', id: String(accountId), name: email };
}

/** Names whose session it was and why it ended. */
export function ended(person: Person, sessionId: number, because: string): AuditNote {
  return {
    action: 'session.ended',
    target: accountTarget(person),
    before: { session: String(sessionId) },
    after: { because },
  };
}
