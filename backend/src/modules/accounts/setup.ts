import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RequestContext } from '../../common/access/request-context.js';
import type { SessionState } from '../sessions/dto/session-state.dto.js';
import { Sessions } from '../sessions/sessions.js';
import { LinkNotValidError, PasswordRefusedError } from './accounts.errors.js';
import { Accounts } from './accounts.js';
import type { SetupBody } from './dto/setup.dto.js';
import { normaliseEmail } from './email.js';
import { FirstAdministrators } from './first-administrators.js';
import { GuardedLinks } from './guarded-links.js';
import { OneTimeLinks } from './one-time-links.js';
import { PasswordHasher } from './password-hasher.js';
import { checkPassword } from './password-rules.js';

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
