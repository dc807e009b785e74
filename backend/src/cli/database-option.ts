import { Option } from 'commander';

/** Which database: DATABASE_URL, else that of the running `npm start`, where left out. */
export interface DatabaseOptions {
  readonly databaseUrl?: string;
}

/** The end of the help of commands that use the database directly. */
export const ON_THIS_MACHINE =
  'Run this on the server. It uses the database in DATABASE_URL or DATABASE_URL_FILE, or else that of the running "npm start".';

/** DATABASE_URL is read, too. */
export function databaseOption(): Option {
  return new Option('--database-url <url>', 'the PostgreSQL database');
}
