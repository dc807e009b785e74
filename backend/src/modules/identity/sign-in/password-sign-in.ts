import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from '../../access/request-context.js';
import { normaliseEmail } from '../credentials/email.js';
import { PasswordHasher } from '../credentials/passwords/password-hasher.js';
import { passwordBuckets } from './attempt-buckets.js';
import { Attempts } from './attempts.js';
import { Devices } from './devices.js';
import type { SessionState } from './dto/session-state.dto.js';
import type { SignInBody } from './dto/sign-in.dto.js';
import { InvalidCredentialsError } from './sessions.errors.js';
import { Sessions } from './sessions.js';
import { SessionsRepository } from './sessions.repository.js';

/**
 * Email address and password. What is wrong does not show, nor how long it took: an account that does not exist, is
 * disabled or has no password costs the same queries and the same hash as a wrong password.
 */
@Injectable()
export class PasswordSignIn {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly devices: Devices,
    private readonly attempts: Attempts,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
  ) {}

  async signIn(reply: FastifyReply, context: RequestContext, { email, password }: SignInBody): Promise<SessionState> {
    const address = normaliseEmail(email);
    const account = await this.repository.findPasswordAccount(address);
    const device = await this.devices.recognise(reply.request, account?.id ?? null);
    const buckets = passwordBuckets(address, context.ip, device);
    await this.attempts.reserve(buckets);
    const hash = account?.passwordHash ?? null;
    const isRight = await this.attempts.looked(buckets, () => this.hasher.verify(hash, password));
    if (!isRight || account === null || hash === null) {
      await this.sessions.noteFailure(context, account, 'password');
      throw new InvalidCredentialsError();
    }
    const renewed = this.hasher.isOutdated(hash) ? await this.hasher.hash(password) : null;
    const state = await this.sessions.open(reply, context, {
      accountId: account.id,
      methods: ['password'],
      hasSecondFactor: false,
      password: { hash, renewed },
    });
    await this.attempts.succeed(buckets);
    return state;
  }
}
