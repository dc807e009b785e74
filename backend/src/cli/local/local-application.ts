import { Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DomainError } from '../../common/errors/domain-error.js';
import { LogModule } from '../../common/logging/log.module.js';
import { createLogger } from '../../common/logging/logger.js';
import { ConfigurationModule } from '../../config/configuration.module.js';
import type { Environment } from '../../config/environment.schema.js';
import { Database } from '../../database/database.js';
import { DatabaseModule } from '../../database/database.module.js';
import { readMigrationFiles } from '../../database/migration-files.js';
import { readMigrationStatus } from '../../database/migration-status.js';
import { AccessModule } from '../../modules/access/access.module.js';
import { AccountsModule } from '../../modules/accounts/accounts.module.js';
import { AuditModule } from '../../modules/audit/audit.module.js';
import { TokensModule } from '../../modules/tokens/tokens.module.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type LocalOptions, readLocalEnvironment } from './local-environment.js';

@Module({ imports: [DatabaseModule, AuditModule, AccessModule, AccountsModule, TokensModule] })
class LocalModule {}

/** Gives the services that a command works with. */
export type GetService = <Service>(type: Type<Service>) => Service;

/**
 * Runs `work` with the API's own services, without its HTTP, on the database of the environment or of the `npm start`
 * that runs on this machine. What the services refuse becomes a CommandError. Standard output is left to the command.
 */
export async function withLocalApplication<T>(
  options: LocalOptions,
  work: (get: GetService) => Promise<T>,
): Promise<T> {
  const application = await openApplication(await readLocalEnvironment(options));
  try {
    await requireDatabase(application.get(Database));
    return await work((type) => application.get(type, { strict: false }));
  } catch (error) {
    if (error instanceof DomainError) {
      const reasons = error.issues.map(({ message }) => `\n  ${message}`).join('');
      throw new CommandError(ExitCode.usage, `${error.message}${reasons}`, { cause: error });
    }
    throw error;
  } finally {
    await application.close();
  }
}

async function openApplication(environment: Environment): Promise<INestApplicationContext> {
  // Events are in the database; nobody ships what this process writes.
  const log = await createLogger('silent', { write: () => undefined });
  const root: DynamicModule = {
    module: LocalModule,
    imports: [ConfigurationModule.with(environment), LogModule.with(log)],
  };
  return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
}

async function requireDatabase(database: Database): Promise<void> {
  const files = await readMigrationFiles();
  try {
    const { pending } = await readMigrationStatus((sql) => database.query(sql), files);
    if (pending.length === 0) return;
  } catch (error) {
    throw new CommandError(ExitCode.usage, `The database cannot be used: ${reasonOf(error)}`, { cause: error });
  }
  throw new CommandError(
    ExitCode.usage,
    'The database is not at the schema of this version. Bring it there with "plimsoll migrate apply", or "npm start".',
  );
}

/** A host with two addresses fails twice and has no message of its own. */
function reasonOf(error: unknown): string {
  const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return errors.map((each) => (each instanceof Error ? each.message : String(each))).join('; ');
}
