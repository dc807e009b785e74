import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { APPLICATION_ROLE } from '../database/application-role.js';
import { applyMigrations } from '../database/migrate.js';
import { MigrationError } from '../database/migration-error.js';
import { type DataDirectory, holdDataDirectory } from './data-directory.js';
import { untilHealthy } from './health.js';
import { LastingService } from './lasting-service.js';
import { LaunchError } from './launch-error.js';
import type { Part } from './part.js';
import { LOOPBACK, requireFreePort } from './ports.js';
import { type RunningPostgres, startPostgres } from './postgres/postgres.js';
import { announceRunning } from './running.js';
import { ensureSecretKey } from './secret-key.js';
import type { Service } from './service.js';
import { createSetupLink } from './setup-link.js';
import { startApi, startCompiler, startWeb } from './services.js';

export interface StackOptions {
  dataDir: string;
  webPort: number;
  apiPort: number;
  /** A PostgreSQL to use instead of the embedded one. */
  databaseUrl?: string | undefined;
  /** The same for the role that owns its tables, where that is another one. */
  ownerUrl?: string | undefined;
  /** `development` reloads web and API when their sources change. */
  mode?: 'production' | 'development';
  /** The API without the console, for benchmarks and API tests. */
  isApiOnly?: boolean;
  /** Data that may be lost: no fsync, for tests. */
  isThrowaway?: boolean;
  /** What API and web inherit; this process's environment where left out. */
  env?: NodeJS.ProcessEnv;
  /** Told what is being waited for. */
  onProgress?(step: string): void;
  /** Every line that a child writes. */
  onLine?(service: string, line: string, source: 'stdout' | 'stderr'): void;
  /** Gives up a start that is under way, and stops what it had started. */
  signal?: AbortSignal;
}

export interface RunningStack {
  webUrl: string;
  apiUrl: string;
  dataDir: string;
  databaseUrl: string;
  /** The link to create the first administrator; null where there is an account. */
  setupLink: string | null;
  /** Settles with the reason as soon as a part ends without having been asked to, and is not started again. */
  broken: Promise<LaunchError>;
  /** Stops web, API and PostgreSQL, in this order, and frees the data folder. */
  stop(): Promise<void>;
  /** Makes a stop that is under way quick: kills web and API, and leaves PostgreSQL's tidying to the next start. */
  hasten(): void;
}

/** Starts PostgreSQL, migrates, starts API and web, and answers once both are healthy. */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { webPort, apiPort, isApiOnly = false, onProgress = () => undefined } = options;
  const signal = options.signal ?? new AbortController().signal;
  await requireFreePort(apiPort, 'API_PORT', 'the API');
  if (!isApiOnly) await requireFreePort(webPort, 'WEB_PORT', 'the web console');
  const parts = new Parts(await holdDataDirectory(options.dataDir));
  try {
    const dataDir = parts.directory.path;
    await mkdir(join(dataDir, 'logs'), { recursive: true });
    const database = foreignDatabase(options) ?? (await startDatabase(parts, dataDir, options));
    signal.throwIfAborted();
    onProgress('Applying migrations');
    await migrate(database, options.databaseUrl !== undefined);
    signal.throwIfAborted();

    onProgress('Starting API and web console');
    const { databaseUrl } = database;
    const publicUrl = (options.env ?? process.env)['PUBLIC_URL'] || `http://localhost:${webPort}`;
    const secretKeyFile = await ensureSecretKey(dataDir);
    const surroundings = { ...options, dataDir, databaseUrl, secretKeyFile, publicUrl };
    if (options.mode === 'development') parts.add(startCompiler(surroundings));
    const apiUrl = `http://${LOOPBACK}:${apiPort}`;
    const webUrl = `http://${LOOPBACK}:${webPort}`;
    const keepServing = (start: () => Service, url: string): Check => ({
      url,
      service: parts.add(
        new LastingService({
          start,
          untilHealthy: (name, untilSignal) => untilHealthy(name, url, untilSignal),
          say: onProgress,
        }),
      ),
    });
    const checks = [keepServing(() => startApi(surroundings), `${apiUrl}/health/ready`)];
    if (!isApiOnly) checks.push(keepServing(() => startWeb(surroundings), webUrl));
    const broken = parts.broken();
    await allHealthy(checks, broken, signal);
    // What watches its sources waits for them to be mended, and starts itself.
    if (options.mode !== 'development') for (const { service } of checks) service.keepUp();
    parts.conceal = await announceRunning(dataDir, { databaseUrl, publicUrl });
    const setupLink = await createSetupLink(databaseUrl, publicUrl);
    return {
      webUrl,
      apiUrl,
      dataDir,
      databaseUrl,
      setupLink,
      broken,
      stop: () => parts.stop(),
      hasten: () => parts.hasten(),
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

interface Check {
  service: LastingService;
  /** Answers with success when the service is healthy. */
  url: string;
}

/** Waits for all of them, and no longer than until a part breaks or the start is given up. */
async function allHealthy(checks: readonly Check[], broken: Promise<LaunchError>, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const either = AbortSignal.any([signal, settled.signal]);
  const waits = checks.map(({ service, url }) => untilHealthy(service.name, url, either));
  try {
    await Promise.race([Promise.all(waits), broken.then((failure) => Promise.reject(failure))]);
  } finally {
    settled.abort();
  }
}

/** How to reach the database, as the role that uses it and as the one that owns it. */
interface DatabaseAccess {
  databaseUrl: string;
  ownerUrl: string;
  applicationRole: string;
}

function foreignDatabase({ databaseUrl, ownerUrl, env = process.env }: StackOptions): DatabaseAccess | undefined {
  if (databaseUrl === undefined) return undefined;
  const applicationRole =
    ownerUrl === undefined
      ? env['DATABASE_APPLICATION_ROLE'] || APPLICATION_ROLE
      : decodeURIComponent(new URL(databaseUrl).username);
  return { databaseUrl, ownerUrl: ownerUrl ?? databaseUrl, applicationRole };
}

async function startDatabase(parts: Parts, dataDir: string, options: StackOptions): Promise<DatabaseAccess> {
  options.onProgress?.('Starting PostgreSQL');
  parts.postgres = await startPostgres({ dataDir, isThrowaway: options.isThrowaway ?? false });
  const { applicationUrl: databaseUrl, ownerUrl } = parts.postgres;
  return { databaseUrl, ownerUrl, applicationRole: APPLICATION_ROLE };
}

async function migrate({ ownerUrl, applicationRole }: DatabaseAccess, isForeign: boolean): Promise<void> {
  try {
    await applyMigrations(ownerUrl, { applicationRole });
  } catch (error) {
    if (error instanceof MigrationError) throw new LaunchError(error.message, { cause: error });
    if (isForeign && error instanceof Error && 'code' in error) {
      const reasons = error instanceof AggregateError ? (error.errors as Error[]) : [error];
      const reason = reasons.map((each) => each.message).join('; ');
      throw new LaunchError(`The database that DATABASE_URL names cannot be used: ${reason}`, { cause: error });
    }
    throw error;
  }
}

/** What has been started so far, in the order of starting. */
class Parts {
  postgres: RunningPostgres | undefined;
  /** Takes back what was told to the command line. */
  conceal: (() => Promise<void>) | undefined;
  private readonly services: Part[] = [];
  private stopping: Promise<void> | undefined;

  constructor(readonly directory: DataDirectory) {}

  add<T extends Part>(part: T): T {
    this.services.push(part);
    return part;
  }

  stop(): Promise<void> {
    this.stopping ??= (async () => {
      await this.conceal?.();
      for (const service of this.services.toReversed()) await service.stop();
      await this.postgres?.stop();
      await this.directory.release();
    })();
    return this.stopping;
  }

  hasten(): void {
    for (const service of this.services) service.kill();
    void this.postgres?.stop('immediate');
  }

  async broken(): Promise<LaunchError> {
    const ends = this.services.map(async (service) => {
      await service.exited;
      return service.failure();
    });
    if (this.postgres !== undefined) ends.push(databaseFailure(this.postgres));
    const failure = await Promise.race(ends);
    // After a stop the end of a part is no failure.
    return this.stopping === undefined ? failure : new Promise<never>(() => undefined);
  }
}

async function databaseFailure(postgres: RunningPostgres): Promise<LaunchError> {
  await postgres.exited;
  return postgres.failure();
}
