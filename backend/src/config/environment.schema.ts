import { fileURLToPath } from 'node:url';
import Joi from 'joi';
import { ROLES, type Role } from '../common/access/permissions.js';
import { commaSeparated, isNetwork, isOpenIdIssuer, isPublicUrl, isSecretKey } from './environment-values.js';

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
  PUBLIC_URL: string;
  /** Networks (CIDR) whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: string[];
  /** Networks (CIDR) that may read /metrics without a token. */
  METRICS_NETWORKS: string[];
  /** 32 bytes: what secrets of second factors are encrypted with. */
  SECRET_KEY: Buffer;
  MFA_REQUIRED_FOR: Role[];
  /** Whether a link for the first administrator is written to standard output while there is no account. */
  SETUP_LINK: 'print' | 'none';
  PLIMSOLL_ADMIN_EMAIL?: string;
  PLIMSOLL_ADMIN_PASSWORD_FILE?: string;
  OIDC_ISSUER?: string;
  OIDC_CLIENT_ID?: string;
  OIDC_CLIENT_SECRET?: string;
  OIDC_NAME: string;
  OIDC_SCOPES: string;
  OIDC_GROUPS_CLAIM: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const SHIPPED_POLICY = fileURLToPath(new URL('../../../security-config.yml', import.meta.url));

/** The descriptions say what is expected; they are what an operator reads when a variable is wrong. */
export const environmentSchema = Joi.object<Environment>({
  DATABASE_URL: Joi.string()
    .custom(isPostgresUrl)
    .required()
    .description('a PostgreSQL URL such as postgresql://plimsoll:…@localhost:5432/plimsoll'),
  DATABASE_POOL_SIZE: wholeNumber(1, 200).default(10),
  DATABASE_ACQUIRE_TIMEOUT_MS: wholeNumber(100, 600_000).default(10_000),
  DATABASE_STATEMENT_TIMEOUT_MS: wholeNumber(100, 3_600_000).default(60_000),
  DATABASE_LOCK_TIMEOUT_MS: wholeNumber(100, 3_600_000).default(30_000),
  API_HOST: Joi.string()
    .hostname()
    .default('127.0.0.1')
    .description('an address or name of this machine to listen on, such as 127.0.0.1 or 0.0.0.0'),
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
  PUBLIC_URL: Joi.string()
    .custom(isPublicUrl)
    .default('http://localhost:3000')
    .description('the https origin at which people open the web console; plain http only on localhost'),
  TRUSTED_PROXIES: commaSeparated(isNetwork).description('networks such as 10.0.0.0/8, separated by commas'),
  METRICS_NETWORKS: commaSeparated(isNetwork).description('networks such as 10.0.0.0/8, separated by commas'),
  SECRET_KEY: Joi.any()
    .custom(isSecretKey)
    .required()
    .description('32 random bytes in base64 (openssl rand -base64 32), or SECRET_KEY_FILE, a file that holds them'),
  MFA_REQUIRED_FOR: commaSeparated(roleOrNone)
    .default(['admin', 'security'])
    .description(`roles of ${ROLES.join(', ')}, separated by commas, or none`),
  SETUP_LINK: Joi.string().valid('print', 'none').default('print').description('print or none'),
  PLIMSOLL_ADMIN_EMAIL: Joi.string()
    .email({ tlds: false })
    .description('the e-mail address of the first administrator'),
  PLIMSOLL_ADMIN_PASSWORD_FILE: Joi.string().description(
    'the path of a file that holds the password of the first administrator',
  ),
  OIDC_ISSUER: Joi.string()
    .custom(isOpenIdIssuer)
    .description('the https URL of an OpenID provider; plain http only on this machine'),
  OIDC_CLIENT_ID: Joi.string().description('the client id that the OpenID provider knows Plimsoll by'),
  OIDC_CLIENT_SECRET: Joi.string().description('the client secret, or OIDC_CLIENT_SECRET_FILE, a file that holds it'),
  OIDC_NAME: Joi.string().max(60).default('single sign-on').description('what the button for signing in with it says'),
  OIDC_SCOPES: Joi.string().default('openid email profile').description('scopes, separated by spaces'),
  OIDC_GROUPS_CLAIM: Joi.string().default('groups').description('the claim that lists the groups of a person'),
})
  .and('PLIMSOLL_ADMIN_EMAIL', 'PLIMSOLL_ADMIN_PASSWORD_FILE')
  .and('OIDC_ISSUER', 'OIDC_CLIENT_ID');

function roleOrNone(value: string): string | string[] {
  if (value === 'none') return [];
  if (!ROLES.some((role) => role === value)) throw new Error('not a role');
  return value;
}

function wholeNumber(min: number, max: number): Joi.NumberSchema {
  return Joi.number().integer().min(min).max(max).description(`a whole number from ${min} to ${max}`);
}

function isPostgresUrl(value: string): string {
  const { protocol, hostname } = new URL(value);
  if (!['postgres:', 'postgresql:'].includes(protocol) || hostname === '') throw new Error('not a PostgreSQL URL');
  return value;
}
