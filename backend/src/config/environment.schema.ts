import { fileURLToPath } from 'node:url';
import Joi from 'joi';
import { ROLES, type Role } from '../modules/access/permissions.js';
import {
  ENVIRONMENTS,
  hasOwnPassword,
  inProduction,
  isHttps,
  isNotPrinted,
  isRandomKey,
  whereDeployed,
} from './deployed-values.js';
import {
  commaSeparated,
  isNetwork,
  isOpenIdIssuer,
  isPostgresUrl,
  isProxyNetwork,
  isPublicUrl,
  isSecretKey,
} from './environment-values.js';
import { reportLimitSchemas, type ReportLimitValues } from './report-limits.js';

/** What the API reads from its environment. `.env.example` and docs/configuration.md list the same, which specs check. */
export interface Environment extends ReportLimitValues {
  PLIMSOLL_ENVIRONMENT: (typeof ENVIRONMENTS)[number];
  DATABASE_URL: string;
  DATABASE_POOL_SIZE: number;
  DATABASE_ACQUIRE_TIMEOUT_MS: number;
  DATABASE_STATEMENT_TIMEOUT_MS: number;
  DATABASE_LOCK_TIMEOUT_MS: number;
  API_HOST: string;
  API_PORT: number;
  LOG_LEVEL: (typeof LOG_LEVELS)[number];
  PLIMSOLL_POLICY_FILE: string;
  VEX_TRUSTED_ROOT_FILE?: string;
  BODY_LIMIT: number;
  DECOMPRESSION_RATIO_LIMIT: number;
  INGEST_CONCURRENCY: number;
  INGEST_MEMORY_LIMIT_MB: number;
  /** Of a processor, not of the clock. */
  INGEST_TIME_LIMIT_MS: number;
  /** Bytes a second. */
  INGEST_LEAST_RATE: number;
  INGEST_QUEUE_LIMIT: number;
  INGEST_QUEUE_TIMEOUT_MS: number;
  INGEST_SPOOL_DIRECTORY: string;
  /** Bytes. */
  INGEST_SPOOL_LIMIT: number;
  WAIVER_ENDING_NOTICE_DAYS: number;
  WAIVER_CLOSE_AFTER_DAYS: number;
  REQUEST_TIMEOUT_MS: number;
  HANDLER_TIMEOUT_MS: number;
  KEEP_ALIVE_TIMEOUT_MS: number;
  SHUTDOWN_TIMEOUT_MS: number;
  PUBLIC_URL: string;
  /** Networks (CIDR) whose X-Forwarded-For is trusted. */
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
  /** Networks (CIDR) beside the public ones in which issuers of tokens may be. */
  ISSUER_NETWORKS: string[];
  OIDC_ISSUER?: string;
  OIDC_CLIENT_ID?: string;
  OIDC_CLIENT_SECRET?: string;
  OIDC_NAME: string;
  OIDC_SCOPES: string;
  OIDC_GROUPS_CLAIM: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const SHIPPED_POLICY = fileURLToPath(new URL('../../../security-config.yml', import.meta.url));

const SECRET = { isSecret: true, isFileTaken: true };

/** Which database, and as whom: the same for API, command line and migrations. */
export const databaseUrl = Joi.string()
  .custom(isPostgresUrl)
  .when(...whereDeployed(Joi.any().custom(hasOwnPassword)))
  .required()
  .description('a PostgreSQL URL, or DATABASE_URL_FILE, a file that holds it')
  .meta(SECRET);

export const plimsollEnvironment = Joi.string()
  .valid(...ENVIRONMENTS)
  .default('dev')
  .note('The environment of this installation. `stage` and `prod` reject development secrets and well-known ones')
  .description(`one of ${ENVIRONMENTS.join(', ')}`)
  .example('prod');

/**
 * The description says what is expected: it is what an operator reads when a variable is wrong. The note says what it is
 * for, and stands in docs/configuration.md beside the example.
 */
export const environmentSchema = Joi.object<Environment>({
  PLIMSOLL_ENVIRONMENT: plimsollEnvironment,
  DATABASE_URL: databaseUrl
    .note('The database, as the role that works with its tables and need not own them')
    .example('postgresql://plimsoll_app:…@postgres:5432/plimsoll'),
  DATABASE_POOL_SIZE: wholeNumber(1, 200).default(10).note('Most connections to the database'),
  DATABASE_ACQUIRE_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(10_000)
    .note('How long a request waits for a free connection to the database'),
  DATABASE_STATEMENT_TIMEOUT_MS: wholeNumber(100, 3_600_000)
    .default(60_000)
    .note('The longest duration of a database statement'),
  DATABASE_LOCK_TIMEOUT_MS: wholeNumber(100, 3_600_000)
    .default(30_000)
    .note('How long a database statement waits for a lock'),
  API_HOST: Joi.string()
    .hostname()
    .default('127.0.0.1')
    .note('Where the API listens')
    .description('an address or name of this machine, such as 127.0.0.1 or 0.0.0.0')
    .example('0.0.0.0'),
  API_PORT: Joi.number()
    .integer()
    .min(0)
    .max(65_535)
    .default(3001)
    .note('The port that the API listens on; 0 takes a free one')
    .description('a port from 0 to 65535'),
  LOG_LEVEL: Joi.string()
    .valid(...LOG_LEVELS)
    .default('info')
    .note('The lowest level of messages in the log')
    .description(`one of ${LOG_LEVELS.join(', ')}`)
    .example('warn'),
  PLIMSOLL_POLICY_FILE: Joi.string()
    .default(SHIPPED_POLICY)
    .note('The policy that is active until a policy is saved in the console')
    .description('the path of a security-config.yml')
    .example('/app/security-config.yml'),
  VEX_TRUSTED_ROOT_FILE: Joi.string()
    .note(
      'The trusted root of Sigstore, against which VEX documents that are signed without a key are checked. Nothing is fetched; a new file is read at the next start',
    )
    .description('the path of a file that `cosign trusted-root create` wrote')
    .example('/app/trusted-root.json'),
  BODY_LIMIT: wholeNumber(1024, 2 ** 31 - 1)
    .default(256 * 1024 * 1024)
    .note('The largest report; the gateway has the same limit')
    .description('a number of bytes from 1024 to 2147483647'),
  DECOMPRESSION_RATIO_LIMIT: wholeNumber(2, 100_000)
    .default(200)
    .note('How many times its size a compressed report can become'),
  ...reportLimitSchemas,
  INGEST_CONCURRENCY: wholeNumber(1, 64)
    .default(2)
    .note('How many reports are processed at once, each in a thread of its own with two connections to the database'),
  INGEST_MEMORY_LIMIT_MB: wholeNumber(64, 65_536)
    .default(512)
    .note('The JavaScript memory, in MiB, that one of them can use; a report that needs more is rejected'),
  INGEST_TIME_LIMIT_MS: wholeNumber(1000, 3_600_000)
    .default(60_000)
    .note('The processor time that one of them can use; a report that needs more is rejected'),
  INGEST_LEAST_RATE: wholeNumber(1, 1_000_000_000)
    .default(1024)
    .note(
      'The lowest upload speed of a report in bytes per second, measured over ten seconds; slower uploads are rejected',
    ),
  INGEST_QUEUE_LIMIT: wholeNumber(2, 100_000)
    .default(1000)
    .note('How many reports can arrive and wait at once; one sender, half as many'),
  INGEST_QUEUE_TIMEOUT_MS: wholeNumber(100, 3_600_000)
    .default(60_000)
    .note('How long a received report can wait to be processed'),
  INGEST_SPOOL_DIRECTORY: Joi.string()
    .default('/tmp')
    .note(
      'The folder for reports over 1 MiB, compressed, while they arrive and wait. Its files are removed when the process ends',
    )
    .description('the path of a folder that the API can write to'),
  INGEST_SPOOL_LIMIT: wholeNumber(1024 * 1024, 2 ** 40)
    .default(1024 * 1024 * 1024)
    .note('The size of that folder in bytes; one sender, half of it')
    .description('a number of bytes from 1048576 to 1099511627776'),
  WAIVER_ENDING_NOTICE_DAYS: wholeNumber(1, 365)
    .default(14)
    .note('How many days before its end the audit log announces a waiver, once'),
  WAIVER_CLOSE_AFTER_DAYS: wholeNumber(0, 3650)
    .default(30)
    .note('How many days the findings of a waiver must be gone before it is closed automatically; 0 for never'),
  REQUEST_TIMEOUT_MS: wholeNumber(1000, 3_600_000).default(120_000).note('The longest duration of receiving a request'),
  HANDLER_TIMEOUT_MS: wholeNumber(1000, 3_600_000).default(180_000).note('The longest duration of answering a request'),
  KEEP_ALIVE_TIMEOUT_MS: wholeNumber(1000, 600_000)
    .default(65_000)
    .note('How long a connection can be idle; must be longer than in proxies in front of it'),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(20_000)
    .note('How long requests in progress have to finish after SIGTERM'),
  PUBLIC_URL: Joi.string()
    .custom(isPublicUrl)
    .default('http://localhost:3000')
    .when(...inProduction(Joi.any().required().custom(isHttps)))
    .note(
      'The address at which people open the web console. Cookies, links, passkeys and the check of a request’s origin depend on it',
    )
    .description('the https origin at which people open the web console; plain http only on localhost')
    .example('https://plimsoll.example.org'),
  TRUSTED_PROXIES: commaSeparated(isProxyNetwork)
    .note('Proxies in front of the API whose X-Forwarded-For is trusted')
    .description('networks such as 10.0.0.0/8, separated by commas, or attached, those that the API is on itself')
    .example('attached'),
  METRICS_NETWORKS: commaSeparated(isNetwork)
    .note('Networks that can read /metrics without a token')
    .description('networks such as 10.0.0.0/8, separated by commas')
    .example('10.20.0.0/16'),
  SECRET_KEY: Joi.any()
    .custom(isSecretKey)
    .when(...whereDeployed(Joi.any().custom(isRandomKey)))
    .required()
    .note('The key that encrypts the secrets of second factors. Keep a copy apart from the backups of the database')
    .description('32 random bytes in base64 (openssl rand -base64 32), or SECRET_KEY_FILE, a file that holds them')
    .example('SECRET_KEY_FILE=/run/secrets/secret_key')
    .meta(SECRET),
  MFA_REQUIRED_FOR: commaSeparated(roleOrNone)
    .default(['admin', 'security'])
    .note('The roles that must have a second factor')
    .description(`roles of ${ROLES.join(', ')}, separated by commas, or none`)
    .example('viewer,developer,security,admin'),
  SETUP_LINK: Joi.string()
    // Not valid(): what it lists is asked no further questions.
    .pattern(/^(?:print|none)$/)
    .default('print')
    .when(...whereDeployed(Joi.any().default('none')))
    .when(...inProduction(Joi.any().custom(isNotPrinted)))
    .note('Whether a link for the first administrator is written to standard output while there is no account')
    .description('print or none')
    .example('none'),
  PLIMSOLL_ADMIN_EMAIL: Joi.string()
    .email({ tlds: false })
    .note('The first administrator, for setups without the link: created at startup while there is no account')
    .description('the email address of the first administrator')
    .example('ada@example.org'),
  PLIMSOLL_ADMIN_PASSWORD_FILE: Joi.string()
    .note('The password of that administrator, who should change it at once')
    .description('the path of a file that holds the password of the first administrator')
    .example('/run/secrets/admin_password'),
  ISSUER_NETWORKS: commaSeparated(isNetwork)
    .note('Private networks with issuers of tokens: OpenID and CI providers that are not on the public internet')
    .description('networks such as 10.0.0.0/8, separated by commas, as narrow as they can be')
    .example('10.20.30.40, fd12:3456::/48'),
  OIDC_ISSUER: Joi.string()
    .custom(isOpenIdIssuer)
    .when(...inProduction(Joi.any().custom(isHttps)))
    .note('The OpenID provider that people sign in with')
    .description('the https URL of an OpenID provider; plain http only on this machine')
    .example('https://id.example.org'),
  OIDC_CLIENT_ID: Joi.string()
    .note('The client id at the provider; the redirect URI is PUBLIC_URL/sign-in/callback')
    .description('the client id that the OpenID provider knows Plimsoll by')
    .example('plimsoll'),
  OIDC_CLIENT_SECRET: Joi.string()
    .note('The client secret; omit it for a public client')
    .description('the client secret, or OIDC_CLIENT_SECRET_FILE, a file that holds it')
    .example('OIDC_CLIENT_SECRET_FILE=/run/secrets/oidc_client_secret')
    .meta(SECRET),
  OIDC_NAME: Joi.string()
    .max(60)
    .default('single sign-on')
    .note('The name of the provider on the sign-in button')
    .description('at most 60 characters')
    .example('Example ID'),
  OIDC_SCOPES: Joi.string()
    .default('openid email profile')
    .note('The scopes of the request to the provider')
    .description('scopes, separated by spaces'),
  OIDC_GROUPS_CLAIM: Joi.string()
    .default('groups')
    .note('The claim with the groups of a person')
    .description('the name of a claim'),
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
