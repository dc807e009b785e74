import { fileURLToPath } from 'node:url';
import Joi from 'joi';

/** What the API reads from its environment. `.env.example` lists the same, which a spec checks. */
export interface Environment {
  DATABASE_URL: string;
  DATABASE_POOL_SIZE: number;
  DATABASE_ACQUIRE_TIMEOUT_MS: number;
  DATABASE_STATEMENT_TIMEOUT_MS: number;
  DATABASE_LOCK_TIMEOUT_MS: number;
  API_HOST: string;
  API_PORT: number;
  LOG_LEVEL: (typeof LOG_LEVELS)[number];
  PLIMSOLL_POLICY_FILE: string;
  BODY_LIMIT: number;
  DECOMPRESSION_RATIO_LIMIT: number;
  INGEST_CONCURRENCY: number;
  REQUEST_TIMEOUT_MS: number;
  HANDLER_TIMEOUT_MS: number;
  KEEP_ALIVE_TIMEOUT_MS: number;
  SHUTDOWN_TIMEOUT_MS: number;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const SHIPPED_POLICY = fileURLToPath(new URL('../../../security-config.yml', import.meta.url));

/** The descriptions say what is expected; they are what an operator reads when a variable is wrong. */
export const environmentSchema = Joi.object<Environment, true>({
  DATABASE_URL: Joi.string()
    .custom(isPostgresUrl)
    .required()
    .description('a PostgreSQL URL such as postgresql://plimsoll:…@localhost:5432/plimsoll'),
  DATABASE_POOL_SIZE: wholeNumber(1, 200).default(10),
  DATABASE_ACQUIRE_TIMEOUT_MS: wholeNumber(100, 600_000).default(10_000),
  DATABASE_STATEMENT_TIMEOUT_MS: wholeNumber(100, 3_600_000).default(60_000),
  DATABASE_LOCK_TIMEOUT_MS: wholeNumber(100, 3_600_000).default(30_000),
  API_HOST: Joi.string()
    .custom(isLoopback)
    .default('127.0.0.1')
    .description(
      'a loopback address (127.0.0.1, ::1 or localhost), since there is no authentication yet and whoever can reach the API can use it',
    ),
  API_PORT: Joi.number().integer().min(0).max(65_535).default(3001).description('a port from 0 to 65535'),
  LOG_LEVEL: Joi.string()
    .valid(...LOG_LEVELS)
    .default('info')
    .description(`one of ${LOG_LEVELS.join(', ')}`),
  PLIMSOLL_POLICY_FILE: Joi.string().default(SHIPPED_POLICY).description('the path of a security-config.yml'),
  BODY_LIMIT: wholeNumber(1024, 2 ** 31 - 1)
    .default(256 * 1024 * 1024)
    .description('a number of bytes from 1024 to 2147483647'),
  DECOMPRESSION_RATIO_LIMIT: wholeNumber(2, 100_000).default(200),
  INGEST_CONCURRENCY: wholeNumber(1, 64).default(2),
  REQUEST_TIMEOUT_MS: wholeNumber(1000, 3_600_000).default(120_000),
  HANDLER_TIMEOUT_MS: wholeNumber(1000, 3_600_000).default(180_000),
  KEEP_ALIVE_TIMEOUT_MS: wholeNumber(1000, 600_000).default(65_000),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000).default(20_000),
});

function wholeNumber(min: number, max: number): Joi.NumberSchema {
  return Joi.number().integer().min(min).max(max).description(`a whole number from ${min} to ${max}`);
}

function isPostgresUrl(value: string): string {
  const { protocol, hostname } = new URL(value);
  if (!['postgres:', 'postgresql:'].includes(protocol) || hostname === '') throw new Error('not a PostgreSQL URL');
  return value;
}

function isLoopback(value: string): string {
  if (!/^(localhost|::1|127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3})$/.test(value)) throw new Error('not loopback');
  return value;
}
