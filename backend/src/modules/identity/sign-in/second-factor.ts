import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../access/principal.js';
import type { RequestContext } from '../../access/request-context.js';
import { SessionCookie } from '../../access/session-cookie.js';
import { AuditLog, type Note, type Transaction } from '../../audit/audit-log.js';
import { Factors } from '../credentials/factors/factors.js';
import { type AttemptBucket, codeBucket, CODES_PER_SIGN_IN, signInBucket } from './attempt-buckets.js';
import { Attempts } from './attempts.js';
import { Devices } from './devices.js';
import type { SessionState } from './dto/session-state.dto.js';
import { accountTarget, ended } from './session-notes.js';
import { InvalidCredentialsError, SignInEndedError } from './sessions.errors.js';
import { type FreshSession, Sessions } from './sessions.js';
import { SessionsRepository } from './sessions.repository.js';

export interface GivenCode {
  readonly kind: 'totp' | 'recovery';
  readonly code: string;
}

/** Codes: of an authenticator app, and for recovery. A million of them are soon tried, so few may be. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly audit: AuditLog,
    private readonly attempts: Attempts,
    private readonly devices: Devices,
    private readonly factors: Factors,
    private readonly sessions: Sessions,
    private readonly repository: SessionsRepository,
    private readonly cookie: SessionCookie,
  ) {}

  /** After the password. The last code that may be tried and is wrong ends the session. */
  async completeSignIn(
    reply: FastifyReply,
    context: RequestContext,
    person: Person,
    given: GivenCode,
  ): Promise<SessionState> {
    const inThisSignIn = signInBucket(person.sessionId);
    const buckets = [await this.bucketOf(reply, person), inThisSignIn];
    const [, tries = 0] = await this.attempts.reserve(buckets);
    const isLastTry = tries >= CODES_PER_SIGN_IN;
    const fresh = await this.audit.change(context, async (transaction, note) => {
      if (await this.isRight(transaction, note, person, given)) {
        return this.sessions.prove(transaction, note, reply, person, given.kind);
      }
      await note({ action: 'sign-in.failed', target: accountTarget(person), after: { method: given.kind } });
      if (isLastTry && (await this.repository.delete(transaction, person.accountId, person.sessionId))) {
        await note(ended(person, person.sessionId, 'too many wrong codes'));
      }
      return null;
    });
    if (fresh !== null) return this.finish(reply, buckets, fresh);
    if (!isLastTry) throw new InvalidCredentialsError();
    this.cookie.clear(reply);
    throw new SignInEndedError();
  }

  /** By a person who is signed in. */
  async stepUp(reply: FastifyReply, context: RequestContext, person: Person, given: GivenCode): Promise<SessionState> {
    const buckets = [await this.bucketOf(reply, person)];
    await this.attempts.reserve(buckets);
    const fresh = await this.audit.change(context, async (transaction, note) => {
      if (await this.isRight(transaction, note, person, given)) {
        return this.sessions.prove(transaction, note, reply, person, given.kind);
      }
      await note({ action: 'step-up.failed', target: accountTarget(person), after: { method: given.kind } });
      return null;
    });
    if (fresh === null) throw new InvalidCredentialsError();
    return this.finish(reply, buckets, fresh);
  }

  private async finish(reply: FastifyReply, buckets: AttemptBucket[], fresh: FreshSession): Promise<SessionState> {
    await this.attempts.succeed(buckets);
    return this.sessions.present(reply, fresh);
  }

  private async bucketOf(reply: FastifyReply, { accountId }: Person): Promise<AttemptBucket> {
    return codeBucket(accountId, await this.devices.recognise(reply.request, accountId));
  }

  private async isRight(
    transaction: Transaction,
    note: Note,
    person: Person,
    { kind, code }: GivenCode,
  ): Promise<boolean> {
    if (kind === 'totp') return this.factors.verifyTotp(transaction, person.accountId, code);
    if (!(await this.factors.useRecoveryCode(transaction, person.accountId, code))) return false;
    await note({ action: 'recovery-code.used', target: accountTarget(person) });
    return true;
  }
}
