import { ConfigurationError } from '../../config/configuration-error.js';
import type { MigrationEnvironment } from '../../config/migration.schema.js';
import { readMigrationEnvironment } from '../../config/read-migration-environment.js';
import { applyMigrations, migrationStatus, storedRowsStatus } from '../../database/migrate.js';
import { MigrationError } from '../../database/migration-error.js';
import type { StoredRows } from '../../database/stored-rows.js';
import { LaunchError } from '../../launcher/launch-error.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import type { MigrateOptions, MigrateRuns } from './migrate.command.js';
import { writeMigration } from './write-migration.js';

/** `plimsoll migrate`: names of migrations go to standard output, one a line. */
export const migrateRuns: MigrateRuns = {
  async apply(options) {
    const { DATABASE_URL: url, DATABASE_APPLICATION_ROLE: applicationRole } = environmentOf(options);
    const names = await explained(() => applyMigrations(url, { applicationRole }));
    print(names.map((name) => `applied ${name}`));
    if (names.length === 0) print(['up to date']);
  },

  async status(options) {
    const { DATABASE_URL: url } = environmentOf(options);
    const [status, rows] = await explained(
      async () => [await migrationStatus(url), await storedRowsStatus(url)] as const,
    );
    print([
      ...status.applied.map((name) => `applied    ${name}${status.edited.includes(name) ? ' (edited since)' : ''}`),
      ...status.pending.map((name) => `pending    ${name}`),
      ...status.unfinished.map(({ name }) => `unfinished ${name} (apply tries it again)`),
      ...status.unknown.map((name) => `unknown    ${name} (of a newer version)`),
      ...(rows === null ? [] : [wordsOf(rows)]),
    ]);
    const isUpToDate = status.pending.length + status.edited.length + status.unknown.length === 0;
    process.exitCode = isUpToDate ? ExitCode.pass : ExitCode.fail;
  },

  async create(name) {
    const file = await explained(() => writeMigration(name));
    print([file === undefined ? 'the migrations say what the schema says: nothing to write' : `wrote ${file}`]);
  },
};

/** What is said on the command line outweighs the environment. */
function environmentOf({ databaseUrl, applicationRole }: MigrateOptions): MigrationEnvironment {
  try {
    return readMigrationEnvironment({
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl, DATABASE_URL_FILE: undefined }),
      ...(applicationRole !== undefined && { DATABASE_APPLICATION_ROLE: applicationRole }),
    });
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandError(ExitCode.usage, error.message, { cause: error });
    throw error;
  }
}

/** Both forms are read, so that this keeps nothing from being up to date. */
function wordsOf({ waiting, all, hasFormerRows }: StoredRows): string {
  if (waiting === 0) {
    const end = hasFormerRows
      ? '; rows that they had before are removed while the API runs'
      : ', and no former row is left';
    return `${hasFormerRows ? 'rewriting ' : 'rewritten '} all ${all} scans are kept as this version keeps them${end}`;
  }
  return `rewriting  ${all - waiting} of ${all} scans are kept as this version keeps them; the others are read as they are, and follow while the API runs`;
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** What the database or its driver says is for the person at the terminal; a stack would only hide it. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MigrationError || error instanceof LaunchError) {
      throw new CommandError(ExitCode.fail, error.message, { cause: error });
    }
    if (error instanceof Error && 'code' in error) {
      throw new CommandError(ExitCode.usage, `the database cannot be used: ${reasonOf(error)}`, { cause: error });
    }
    throw error;
  }
}

/** A host with two addresses fails twice and has no message of its own. */
function reasonOf(error: Error): string {
  const errors = error instanceof AggregateError ? (error.errors as Error[]) : [error];
  return errors.map((each) => each.message).join('; ');
}
