import 'server-only';
import { ConfigurationError } from './configuration-error';
import { env } from './env';

/** Ends the process with 2 where the configuration cannot be used, as the API does, rather than fail every request. */
export function requireConfiguration(): void {
  try {
    env();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
