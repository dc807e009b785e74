import type { Configuration } from '../../../config/configuration.js';
import type { Environment } from '../../../config/environment.schema.js';
import { REPORT_LIMIT_VARIABLES, type ReportLimitValues } from '../../../config/report-limits.js';

const NAMES = [
  'DATABASE_URL',
  'DATABASE_ACQUIRE_TIMEOUT_MS',
  'DATABASE_STATEMENT_TIMEOUT_MS',
  'DATABASE_LOCK_TIMEOUT_MS',
  'LOG_LEVEL',
  'BODY_LIMIT',
  'DECOMPRESSION_RATIO_LIMIT',
  'VEX_TRUSTED_ROOT_FILE',
  'HANDLER_TIMEOUT_MS',
  'INGEST_MEMORY_LIMIT_MB',
] as const satisfies readonly (keyof Environment)[];

/** What a worker knows of the configuration: no more than it needs where hostile reports are read. */
export type WorkerEnvironment = Pick<Environment, (typeof NAMES)[number] | 'DATABASE_POOL_SIZE'> & ReportLimitValues;

export function workerEnvironment(configuration: Configuration): WorkerEnvironment {
  const values = Object.fromEntries(
    [...NAMES, ...REPORT_LIMIT_VARIABLES].map((name) => [name, configuration.get(name)]),
  );
  // One for the transaction, and one for what is asked beside it.
  return { ...(values as Omit<WorkerEnvironment, 'DATABASE_POOL_SIZE'>), DATABASE_POOL_SIZE: 2 };
}
