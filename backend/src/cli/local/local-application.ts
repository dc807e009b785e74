import type { Type } from '@nestjs/common';
import { DomainError } from '../../common/errors/domain-error.js';
import { Database } from '../../database/database.js';
import { readMigrationFiles } from '../../database/migration-files.js';
import { readMigrationStatus } from '../../database/migration-status.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type LocalOptions, readLocalEnvironment } from './local-environment.js';

export interface LocalApplicationOptions extends LocalOptions {
  /** Modules that the command works with beside those that all have. Loaded once it is known that there is a database to work on. */
  readonly modules?: () => Promise<readonly Type[]>;
}

/** Gives the services that a command works with. */
export type GetService = <Service>(type: Type<Service>) => Service;

/**
 * Runs `work` with the API's own services, without its HTTP, on the database of the environment or of the `npm start`
 * that runs on this machine. What the services refuse becomes a CommandError. Standard output is left to the command.
 */
export async function withLocalApplication<T>(
  options: LocalApplicationOptions,
  work: (get: GetService) => Promise<T>,
): Promise<T> {
  const environment = await readLocalEnvironment(options);
  // Loaded once it is known that there is a database to work on.
  const { openApplication } = await import('./open-application.js');
  const application = await openApplication(environment, await options.modules?.());
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
