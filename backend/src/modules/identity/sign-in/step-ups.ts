import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InvalidInputError } from '../../../common/errors/invalid-input.error.js';
import type { Person } from '../../access/principal.js';
import type { RequestContext } from '../../access/request-context.js';
import { AuditLog } from '../../audit/audit-log.js';
import type { PasskeyRequestOptions } from '../credentials/factors/dto/passkey-options.dto.js';
import type { PasskeyBody } from '../credentials/factors/dto/passkey-response.dto.js';
import { Factors } from '../credentials/factors/factors.js';
import { PasskeyCeremony } from '../credentials/factors/passkey-ceremony.js';
import { PasswordHasher } from '../credentials/passwords/password-hasher.js';
import { ownPasswordBucket } from './attempt-buckets.js';
import { Attempts } from './attempts.js';
import type { SignInMethod } from './dto/account-session.dto.js';
import type { SessionState } from './dto/session-state.dto.js';
import type { StepUpBody } from './dto/step-up.dto.js';
import { SecondFactor } from './second-factor.js';
import { accountTarget } from './session-notes.js';
import { InvalidCredentialsError, SecondFactorNeededError } from './sessions.errors.js';
import { Sessions } from './sessions.js';
import { SessionsRepository } from './sessions.repository.js';

/** Asks again who it is, before something that an open browser alone should not be able to do. */
@Injectable()
export class StepUps {
  constructor(
    private readonly audit: AuditLog,
    private readonly attempts: Attempts,
    private readonly hasher: PasswordHasher,
    private readonly factors: Factors,
    private readonly ceremony: PasskeyCeremony,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
    private readonly repository: SessionsRepository,
  ) {}

  async stepUp(reply: FastifyReply, context: RequestContext, person: Person, body: StepUpBody): Promise<SessionState> {
    const { password, code, recoveryCode } = body;
    const isOne = [password, code, recoveryCode].filter((value) => value !== undefined).length === 1;
    if (!isOne) throw new InvalidInputError([{ message: 'send one of password, code and recoveryCode' }]);
    if (code !== undefined) return this.secondFactor.stepUp(reply, context, person, { kind: 'totp', code });
    if (recoveryCode !== undefined) {
      return this.secondFactor.stepUp(reply, context, person, { kind: 'recovery', code: recoveryCode });
    }
    return this.withPassword(reply, context, person, password ?? '');
  }

  passkeyOptions({ accountId, sessionId }: Person): Promise<PasskeyRequestOptions> {
    return this.ceremony.requestOptions(accountId, sessionId);
  }

  async stepUpWithPasskey(
    reply: FastifyReply,
    context: RequestContext,
    person: Person,
    response: PasskeyBody['response'],
  ): Promise<SessionState> {
    const proof = await this.ceremony.verify(response, person.sessionId);
    if (proof?.accountId !== person.accountId) return this.refuse(context, person, 'passkey');
    return this.sessions.advance(reply, context, person, 'passkey');
  }

  private async withPassword(
    reply: FastifyReply,
    context: RequestContext,
    person: Person,
    password: string,
  ): Promise<SessionState> {
    const { totp, passkeys } = await this.factors.summaryOf(person.accountId);
    if (totp || passkeys > 0) throw new SecondFactorNeededError();
    const account = await this.repository.findAccount(person.accountId);
    const buckets = [ownPasswordBucket(person.accountId)];
    await this.attempts.reserve(buckets);
    const hash = account?.passwordHash ?? null;
    if (!(await this.attempts.looked(buckets, () => this.hasher.verify(hash, password)))) {
      return this.refuse(context, person, 'password');
    }
    await this.attempts.succeed(buckets);
    return this.sessions.advance(reply, context, person, 'password');
  }

  private async refuse(context: RequestContext, person: Person, method: SignInMethod): Promise<never> {
    await this.audit.record(context, { action: 'step-up.failed', target: accountTarget(person), after: { method } });
    throw new InvalidCredentialsError();
  }
}
