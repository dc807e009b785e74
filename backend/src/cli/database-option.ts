import { Option } from 'commander';

/** Which database: DATABASE_URL, else that of the running `npm start`, where left out. */
export interface DatabaseOptions {
  readonly databaseUrl?: string;
}

/** Said at the end of the help of what works on the database itself. */
export const ON_THIS_MACHINE =
  'Works on this machine: on the database that DATABASE_URL or DATABASE_URL_FILE names, else on that of the running "npm start".';

/** DATABASE_URL is read, too. */
export function databaseOption(): Option {
  return new Option('--database-url <url>', 'the PostgreSQL database');
}
