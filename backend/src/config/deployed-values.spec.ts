import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigurationError } from './configuration-error.js';
import { readEnvironment } from './read-environment.js';
import { readMigrationEnvironment } from './read-migration-environment.js';

const PASSWORD = 'kD3v-Pw8_q0ZsT1yLr5uXa';
const OVERRIDE = readFileSync(new URL('../../../docker-compose.override.yml', import.meta.url), 'utf8');

/** What a production is started with that lacks nothing. */
const PRODUCTION = {
  PLIMSOLL_ENVIRONMENT: 'prod',
  PUBLIC_URL: 'https://plimsoll.example',
  DATABASE_URL: `postgresql://plimsoll_app:${PASSWORD}@postgres:5432/plimsoll`,
  SECRET_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64'),
};
const STAGING = { ...PRODUCTION, PLIMSOLL_ENVIRONMENT: 'stage', PUBLIC_URL: 'http://localhost:8080' };

function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.problems];
    throw error;
  }
  return [];
}

const problemsIn = (variables: Record<string, string>): string[] => problemsOf(() => readEnvironment(variables));

const withPassword = (password: string): string =>
  `postgresql://plimsoll_app:${encodeURIComponent(password)}@postgres:5432/plimsoll`;

/** What docker-compose.override.yml sets a variable to, wherever it does. */
function inDevelopment(name: string): string[] {
  return [...OVERRIDE.matchAll(new RegExp(`^ +${name}: (\\S+)$`, 'gm'))].map(([, value = '']) => value);
}

describe('stage and prod', () => {
  it('take what is theirs alone', () => {
    expect(readEnvironment(PRODUCTION)).toMatchObject({ PLIMSOLL_ENVIRONMENT: 'prod', SETUP_LINK: 'none' });
    expect(readEnvironment(STAGING)).toMatchObject({ PLIMSOLL_ENVIRONMENT: 'stage', SETUP_LINK: 'none' });
  });

  it('are not what nobody has asked for', () => {
    const { DATABASE_URL, SECRET_KEY } = PRODUCTION;
    expect(readEnvironment({ DATABASE_URL, SECRET_KEY })).toMatchObject({
      PLIMSOLL_ENVIRONMENT: 'dev',
      SETUP_LINK: 'print',
    });
    expect(problemsIn({ ...PRODUCTION, PLIMSOLL_ENVIRONMENT: 'production' })).toEqual([
      'PLIMSOLL_ENVIRONMENT is not valid: expected one of dev, stage, prod',
    ]);
  });

  it.each(['stage', 'prod'])('refuse everything that the compose file for development sets: %s', (environment) => {
    const urls = inDevelopment('DATABASE_URL');
    const keys = inDevelopment('SECRET_KEY');
    expect([urls.length, keys.length]).toEqual([2, 1]);
    for (const DATABASE_URL of urls) {
      for (const SECRET_KEY of keys) {
        const variables = { ...PRODUCTION, PLIMSOLL_ENVIRONMENT: environment, DATABASE_URL, SECRET_KEY };
        expect(problemsIn(variables).map((problem) => problem.split(' ', 1)[0])).toEqual([
          'DATABASE_URL',
          'SECRET_KEY',
        ]);
        expect(problemsOf(() => readEnvironment({ DATABASE_URL, SECRET_KEY }))).toEqual([]);
      }
    }
  });

  it('say everything at once, and never a value', () => {
    const problems = problemsIn({
      PLIMSOLL_ENVIRONMENT: 'prod',
      DATABASE_URL: 'postgresql://plimsoll:changeme@postgres/plimsoll',
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      SETUP_LINK: 'print',
      OIDC_ISSUER: 'http://localhost:4000',
      OIDC_CLIENT_ID: 'plimsoll',
    });
    expect(problems.map((problem) => problem.split(' ', 1)[0]).sort()).toEqual([
      'DATABASE_URL',
      'OIDC_ISSUER',
      'PUBLIC_URL',
      'SECRET_KEY',
      'SETUP_LINK',
    ]);
    expect(problems.join('\n')).not.toMatch(/changeme|BwcH|4000/);
    expect(problems).toContainEqual(expect.stringMatching(/^PUBLIC_URL is missing: expected the https origin/));
  });

  it.each([
    'development',
    'postgres',
    'Postgres1234!',
    'plimsoll',
    'plimsoll_app',
    'password',
    'P-a-s-s-w-o-r-d-2026',
    'changeme',
    'please-change-me',
    'changeme-changeme',
    'short-11-ch',
    'aaaaaaaaaaaaaaaa',
    'abababababababab',
  ])('refuse a database behind the password %s', (password) => {
    expect(problemsIn({ ...STAGING, DATABASE_URL: withPassword(password) })).toEqual([
      expect.stringMatching(/^DATABASE_URL has a password .*staging and production need one of their own$/),
    ]);
  });

  it('refuse a database without a password, or with that of its user', () => {
    for (const url of ['postgresql://plimsoll@postgres/plimsoll', 'postgresql://plimsoll:@postgres/plimsoll']) {
      expect(problemsIn({ ...STAGING, DATABASE_URL: url })).toEqual([
        expect.stringMatching(/^DATABASE_URL names no password/),
      ]);
    }
    expect(
      problemsIn({ ...STAGING, DATABASE_URL: 'postgresql://harbourmaster:harbourmaster@postgres/x' }),
    ).toHaveLength(1);
  });

  it('look at the password that PostgreSQL would be told', () => {
    const address = `postgresql://plimsoll_app:${PASSWORD}@postgres/plimsoll?password=`;
    expect(problemsIn({ ...STAGING, DATABASE_URL: `${address}postgres` })).toHaveLength(1);
    expect(
      problemsIn({ ...STAGING, DATABASE_URL: `postgresql://plimsoll_app@postgres/plimsoll?password=${PASSWORD}` }),
    ).toEqual([]);
  });

  it.each([
    PASSWORD,
    'correct horse battery staple',
    '%-is-no-escape-here',
    ...Array.from({ length: 20 }, () => randomBytes(18).toString('base64url')),
  ])('take a database behind the password %s', (password) => {
    expect(problemsIn({ ...PRODUCTION, DATABASE_URL: withPassword(password) })).toEqual([]);
  });

  it('take any random key, and none that was made up', () => {
    for (let round = 0; round < 50; round += 1) {
      expect(problemsIn({ ...PRODUCTION, SECRET_KEY: randomBytes(32).toString('base64') })).toEqual([]);
    }
    for (const key of [
      Buffer.alloc(32),
      Buffer.from('0123456789abcdef0123456789abcdef'),
      Buffer.alloc(32, randomBytes(4)),
    ]) {
      expect(problemsIn({ ...PRODUCTION, SECRET_KEY: key.toString('base64') })).toEqual([
        expect.stringMatching(/^SECRET_KEY is a known or invented key/),
      ]);
    }
  });

  it('are open to people over plain http on this machine in staging, and in production never', () => {
    expect(problemsIn(STAGING)).toEqual([]);
    expect(problemsIn({ ...PRODUCTION, PUBLIC_URL: 'http://localhost:8080' })).toEqual([
      'PUBLIC_URL is plain http: production needs https',
    ]);
  });

  it('hold for migrations too, which read nothing else', () => {
    const DATABASE_URL = withPassword('development');
    expect(readMigrationEnvironment({}, { DATABASE_URL })).toEqual({
      PLIMSOLL_ENVIRONMENT: 'dev',
      DATABASE_URL,
      DATABASE_APPLICATION_ROLE: 'plimsoll_app',
    });
    expect(problemsOf(() => readMigrationEnvironment({}, { DATABASE_URL, PLIMSOLL_ENVIRONMENT: 'prod' }))).toEqual([
      expect.stringMatching(/^DATABASE_URL has a password/),
    ]);
    expect(problemsOf(() => readMigrationEnvironment({}, { PLIMSOLL_ENVIRONMENT: 'live' }))).toHaveLength(2);
  });
});
