import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { createLogger } from './common/logging/logger.js';
import { ConfigurationError } from './config/configuration-error.js';
import { readEnvironment } from './config/read-environment.js';
import { PolicyError } from './core/policy/policy-error.js';
import { Shutdown } from './shutdown.js';

// The heap may grow by two fifths before it is cleared up, not fourfold: an ingest makes much garbage and keeps little.
setFlagsFromString('--heap-growing-percent=40');

/** Exit codes: 0 when it was told to stop and all was answered, 1 for what failed here, 2 for a configuration or policy that must be mended first. */
async function main(): Promise<void> {
  const shutdown = new Shutdown();
  const environment = readEnvironment();
  const log = await createLogger(environment.LOG_LEVEL);
  // Loaded once it is known that it can run: a wrong variable is reported first.
  const { createApp } = await import('./app.setup.js');
  const app = await createApp(environment, log);
  shutdown.guard(app, environment.SHUTDOWN_TIMEOUT_MS, log);
  await app.listen(environment.API_PORT, environment.API_HOST);
  log.info({ url: await app.getUrl() }, 'listening');
  const { FirstRun } = await import('./modules/identity/people/first-run.js');
  const link = await app.get(FirstRun, { strict: false }).setupLink();
  // A plain line in the log of a first start; the link is not stored anywhere else.
  if (link !== null) process.stdout.write(`Set up the first administrator within 30 minutes: ${link}\n`);
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof PolicyError) return `The policy cannot be used:\n${error.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}: another process listens there. Stop it, or choose another API_PORT.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// The bundle is CommonJS, which does not wait at the top.
main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error instanceof ConfigurationError || error instanceof PolicyError ? 2 : 1);
});
