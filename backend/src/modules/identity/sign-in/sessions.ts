import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { UnauthenticatedError } from '../../access/access.errors.js';
import type { Person, SessionStage } from '../../access/principal.js';
import { PrincipalRepository } from '../../access/principal.repository.js';
import type { RequestContext } from '../../access/request-context.js';
import { hashOfSecret, randomSecret } from '../../access/secret-hash.js';
import { SessionCookie } from '../../access/session-cookie.js';
import { asPerson } from '../../audit/audit-event.js';
import { AuditLog, type Note, type Transaction } from '../../audit/audit-log.js';
import { Factors } from '../credentials/factors/factors.js';
import { DeviceCookie } from './device-cookie.js';
import { Devices } from './devices.js';
import type { SignInMethod } from './dto/account-session.dto.js';
import type { SessionState } from './dto/session-state.dto.js';
import { MfaRequirement } from './mfa-requirement.js';
import { accountTarget, ended } from './session-notes.js';
import { expiryOf, stageAfter } from './session-stage.js';
import { SessionStates } from './session-states.js';
import { InvalidCredentialsError, SessionChangedError } from './sessions.errors.js';
import { SessionsRepository } from './sessions.repository.js';

/** A person who has just proved their identity. */
export interface ProvenSignIn {
  readonly accountId: number;
  readonly methods: readonly SignInMethod[];
  /** Whether these methods are two factors already. */
  readonly hasSecondFactor: boolean;
  /** When they proved it; now, if left out. Null if the provider does not say, which is not a step-up. */
  readonly provenAt?: Date | null;
  /**
   * Whether they were asked although they might be known. Where there is no second factor to ask for, that is step-up, as
   * giving the password again is.
   */
  readonly isAnew?: boolean;
  /** The hash that the password was checked with, and its replacement if its cost is outdated. */
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
    private readonly audit: AuditLog,
    private readonly cookie: SessionCookie,
    private readonly principals: PrincipalRepository,
    private readonly factors: Factors,
    private readonly repository: SessionsRepository,
    private readonly states: SessionStates,
    private readonly mfa: MfaRequirement,
    private readonly deviceCookie: DeviceCookie,
    private readonly devices: Devices,
  ) {}

  /**
   * Starts a session for a person who has proved their identity; it replaces the browser's current session, if any.
   * Throws InvalidCredentialsError where the account was disabled or its password changed meanwhile.
   */
  async open(reply: FastifyReply, context: RequestContext, signIn: ProvenSignIn): Promise<SessionState> {
    const { accountId, methods, hasSecondFactor, provenAt, isAnew = false, password } = signIn;
    const known = await this.repository.findAccount(accountId);
    if (known === null) throw new InvalidCredentialsError();
    const fresh = await this.audit.change(asPerson(context, known), async (transaction, note) => {
      const account = await this.repository.lockAccount(transaction, accountId);
      if (account === null || (password !== undefined && account.passwordHash !== password.hash)) return null;
      const renewed = password?.renewed ?? null;
      if (renewed !== null) await this.repository.setPasswordHash(transaction, accountId, renewed);
      await this.replaceOld(context, transaction, note);
      const stage = stageAfter({
        hasSecondFactor,
        hasFactor: (await this.factors.countOf(transaction, accountId)) > 0,
        isMfaRequired: this.mfa.appliesTo(await this.repository.rolesOf(transaction, accountId)),
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
        steppedUpAt: stage === 'full' && (hasSecondFactor || isAnew) ? earlier(provenAt, now) : null,
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
    return this.states.of(person);
  }

  /** Ends all of an account's sessions, or all but one, in the transaction of what causes it. Says how many there were. */
  async endOf(transaction: Transaction, accountId: number, exceptSessionId?: number): Promise<number> {
    // A sign-in that is under way holds the account: it comes before, and is ended too, or after, and sees the change.
    await this.repository.lockAccount(transaction, accountId);
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

  stateOf(person: Person): Promise<SessionState> {
    return this.states.of(person);
  }

  /** A failed attempt to sign in as this person. An unknown address is not stored. */
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

  /** A browser that signs in again does not keep its former session, even of another person. */
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
}

/** A clock that is ahead makes no step-up last longer. */
function earlier(provenAt: Date | null | undefined, now: Date): Date | null {
  return provenAt === undefined || (provenAt !== null && provenAt > now) ? now : provenAt;
}
