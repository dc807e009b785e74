import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../access/principal.js';
import type { RequestContext } from '../../access/request-context.js';
import type { PasskeyRequestOptions } from '../credentials/factors/dto/passkey-options.dto.js';
import type { PasskeyBody } from '../credentials/factors/dto/passkey-response.dto.js';
import { PasskeyCeremony } from '../credentials/factors/passkey-ceremony.js';
import { type AttemptBucket, networkBucket } from './attempt-buckets.js';
import { Attempts } from './attempts.js';
import type { SessionState } from './dto/session-state.dto.js';
import { InvalidCredentialsError } from './sessions.errors.js';
import { Sessions } from './sessions.js';

/** With a passkey: after the password, or instead of it. It checks the person as well, so it is two factors by itself. */
@Injectable()
export class PasskeySignIn {
  constructor(
    private readonly ceremony: PasskeyCeremony,
    private readonly attempts: Attempts,
    private readonly sessions: Sessions,
  ) {}

  /** Each answer is a row of the database, and anyone can request one. */
  async options(context: RequestContext): Promise<PasskeyRequestOptions> {
    await this.attempts.reserve([askedBucket(context)]);
    const pending = pendingOf(context);
    return this.ceremony.requestOptions(pending?.accountId ?? null, pending?.sessionId ?? null);
  }

  async signIn(reply: FastifyReply, context: RequestContext, response: PasskeyBody['response']): Promise<SessionState> {
    const pending = pendingOf(context);
    // Signatures cannot be guessed; this only limits the work that one network can cause.
    const buckets = [networkBucket('passkey', context.ip)];
    await this.attempts.reserve(buckets);
    const proof = await this.ceremony.verify(response, pending?.sessionId ?? null);
    if (proof === null || (pending !== null && proof.accountId !== pending.accountId)) {
      const account = pending === null ? null : { id: pending.accountId, email: pending.email };
      await this.sessions.noteFailure(context, account, 'passkey');
      throw new InvalidCredentialsError();
    }
    const state =
      pending === null
        ? await this.sessions.open(reply, context, {
            accountId: proof.accountId,
            methods: ['passkey'],
            hasSecondFactor: true,
          })
        : await this.sessions.advance(reply, context, pending, 'passkey');
    await this.attempts.succeed([...buckets, askedBucket(context)]);
    return state;
  }
}

function askedBucket({ ip }: RequestContext): AttemptBucket {
  return networkBucket('passkey asked', ip);
}

/** Whose second factor is missing; null where the passkey itself is to tell who it is. */
function pendingOf({ principal }: RequestContext): Person | null {
  return principal?.kind === 'person' && principal.stage === 'factor' ? principal : null;
}
