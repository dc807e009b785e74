import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../../config/configuration-error.js';
import type { Environment } from '../../config/environment.schema.js';
import { readEnvironment } from '../../config/read-environment.js';
import { errorCode } from '../../launcher/disk-error.js';
import { readRunning, type Running } from '../../launcher/running.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

export interface LocalOptions {
  readonly databaseUrl?: string | undefined;
  /** Of an `npm start` that runs; PLIMSOLL_DATA_DIR, or .data at the repository's root, where left out. */
  readonly dataDir?: string | undefined;
}

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** What the API would be started with: from the environment and .env, and from the `npm start` that runs where no database is named. */
export async function readLocalEnvironment(options: LocalOptions): Promise<Environment> {
  const variables = await databaseOf(options, variablesAndFile());
  // Nothing that a command does reads or writes what is encrypted, so that no key is needed; this one opens nothing.
  const standIn = { SECRET_KEY: randomBytes(32).toString('base64'), SECRET_KEY_FILE: undefined };
  try {
    return readEnvironment({ ...variables, ...standIn });
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandError(ExitCode.usage, error.message, { cause: error });
    throw error;
  }
}

/** As `npm start` reads them: what is set already outweighs .env. */
function variablesAndFile(): NodeJS.ProcessEnv {
  const file = resolve(ROOT, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}

async function databaseOf(
  { databaseUrl, dataDir }: LocalOptions,
  variables: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  if (databaseUrl !== undefined) return { ...variables, DATABASE_URL: databaseUrl, DATABASE_URL_FILE: undefined };
  if (dataDir === undefined && (variables['DATABASE_URL'] || variables['DATABASE_URL_FILE'])) return variables;
  const directory = resolve(ROOT, dataDir ?? (variables['PLIMSOLL_DATA_DIR'] || '.data'));
  const running = await runningIn(directory);
  if (running === undefined) {
    throw new CommandError(
      ExitCode.usage,
      `No Plimsoll runs on ${directory}. Start it with "npm start", name its folder with PLIMSOLL_DATA_DIR, ` +
        'or name its database with DATABASE_URL.',
    );
  }
  return {
    ...variables,
    DATABASE_URL: running.databaseUrl,
    DATABASE_URL_FILE: undefined,
    PUBLIC_URL: running.publicUrl,
  };
}

/** Only root and the account that started Plimsoll can read the secrets in the data folder. */
async function runningIn(directory: string): Promise<Running | undefined> {
  try {
    return await readRunning(directory);
  } catch (error) {
    if (errorCode(error) !== 'EACCES') throw error;
    throw new CommandError(
      ExitCode.usage,
      `${directory} belongs to another user. Run this as the user who started Plimsoll.`,
      { cause: error },
    );
  }
}
