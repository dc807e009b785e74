import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '../../../common/errors/domain-error.js';
import { LOG, type Log } from '../../../common/logging/log.js';
import { ConfigurationError } from '../../../config/configuration-error.js';
import { Configuration } from '../../../config/configuration.js';
import { SYSTEM } from '../../audit/audit-event.js';
import { normaliseEmail } from '../credentials/email.js';
import { PasswordHasher } from '../credentials/passwords/password-hasher.js';
import { checkPassword } from '../credentials/passwords/password-rules.js';
import { AlreadySetUpError } from './accounts.errors.js';
import { Accounts } from './accounts.js';
import { FirstAdministrators } from './first-administrators.js';
import { SetupLinks } from './setup-links.js';

const RETRY_MS = 2000;

/** While there is no account: creates the administrator that the environment names, or a link to create one. */
@Injectable()
export class FirstRun implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly configuration: Configuration,
    private readonly accounts: Accounts,
    private readonly administrators: FirstAdministrators,
    private readonly links: SetupLinks,
    private readonly hasher: PasswordHasher,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A configuration that cannot be used keeps the process from starting; a database that is not there yet does not. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.makeAdministrator();
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      this.log.warn({ err: error }, 'the first administrator is made once the database can be asked');
    }
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  /**
   * The link for the first administrator, once the database can be asked; null where there is an account, or where no link
   * is wanted. Throws ConfigurationError as the start does.
   */
  async setupLink(): Promise<string | null> {
    for (let isFirst = true; !this.stopping.signal.aborted; isFirst = false) {
      try {
        await this.makeAdministrator();
        return await this.createLink();
      } catch (error) {
        if (error instanceof ConfigurationError || error instanceof DomainError) throw error;
        if (isFirst) this.log.warn({ err: error }, 'whether there is an account cannot be asked yet');
        await sleep(RETRY_MS, undefined, { ref: false, signal: this.stopping.signal }).catch(() => undefined);
      }
    }
    return null;
  }

  private async makeAdministrator(): Promise<void> {
    const email = this.configuration.get('PLIMSOLL_ADMIN_EMAIL');
    const file = this.configuration.get('PLIMSOLL_ADMIN_PASSWORD_FILE');
    if (email === undefined || file === undefined || !(await this.administrators.isNeeded())) return;
    const name = 'Administrator';
    const password = await readPassword(file);
    const isMfaEnforced = this.accounts.roleRequiresMfa('admin');
    const reasons = await checkPassword(password, { email, name, isMfaEnforced });
    if (reasons.length > 0) {
      throw new ConfigurationError(reasons.map((reason) => `PLIMSOLL_ADMIN_PASSWORD_FILE: ${reason}`));
    }
    const passwordHash = await this.hasher.hash(password);
    const administrator = { email: normaliseEmail(email), name, passwordHash };
    try {
      await this.administrators.create(SYSTEM, 'setup.bootstrapped', administrator);
    } catch (error) {
      // Another replica was faster.
      if (!(error instanceof AlreadySetUpError)) throw error;
    }
  }

  private async createLink(): Promise<string | null> {
    if (this.configuration.get('SETUP_LINK') === 'none' || !(await this.administrators.isNeeded())) return null;
    try {
      return (await this.links.create(SYSTEM)).link;
    } catch (error) {
      // Another process was faster.
      if (error instanceof AlreadySetUpError) return null;
      throw error;
    }
  }
}

/** Editors end a file with a line break, which is no part of the password. */
async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([`PLIMSOLL_ADMIN_PASSWORD_FILE cannot be read: ${code}`]);
  }
}
