import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from '../../access/request-context.js';
import { normaliseEmail } from '../credentials/email.js';
import { OneTimeLinks } from '../credentials/links/one-time-links.js';
import { PasswordHasher } from '../credentials/passwords/password-hasher.js';
import { checkPassword } from '../credentials/passwords/password-rules.js';
import { PasswordRefusedError } from '../credentials/passwords/passwords.errors.js';
import type { SessionState } from '../sign-in/dto/session-state.dto.js';
import { Sessions } from '../sign-in/sessions.js';
import { LinkNotValidError } from './accounts.errors.js';
import { Accounts } from './accounts.js';
import type { SetupBody } from './dto/setup.dto.js';
import { FirstAdministrators } from './first-administrators.js';
import { GuardedLinks } from './guarded-links.js';

/** The first administrator comes in, by the link that the server printed when it started. */
@Injectable()
export class Setup {
  constructor(
    private readonly guarded: GuardedLinks,
    private readonly links: OneTimeLinks,
    private readonly accounts: Accounts,
    private readonly administrators: FirstAdministrators,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Sessions,
  ) {}

  async complete(
    reply: FastifyReply,
    context: RequestContext,
    { token, email: written, name, password }: SetupBody,
  ): Promise<SessionState> {
    await this.guarded.require(context, token, ['setup']);
    const email = normaliseEmail(written);
    const isMfaEnforced = this.accounts.roleRequiresMfa('admin');
    const reasons = await checkPassword(password, { email, name, isMfaEnforced });
    if (reasons.length > 0) throw new PasswordRefusedError('password', reasons);
    const passwordHash = await this.hasher.hash(password);
    const source = { ...context, actor: { kind: 'person', id: null, name: email } } as const;
    const administrator = { email, name, passwordHash };
    const accountId = await this.administrators.create(
      source,
      'setup.completed',
      administrator,
      async (transaction) => {
        if (!(await this.links.use(transaction, token))) throw new LinkNotValidError();
      },
    );
    return this.sessions.open(reply, context, { accountId, methods: ['password'], hasSecondFactor: false });
  }
}
