import { mkdtempSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from './configuration-error.js';
import { readEnvironment } from './read-environment.js';

const SECRET = 'hunter2';
const DATABASE_URL = `postgresql://plimsoll:${SECRET}@localhost:5432/plimsoll`;
const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');
const NEEDED = { DATABASE_URL, SECRET_KEY };

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readEnvironment(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.problems];
    throw error;
  }
  return [];
}

/** A file with this text. */
function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'plimsoll-environment-')), 'value');
  writeFileSync(path, text);
  return path;
}

describe('readEnvironment', () => {
  it('needs nothing but the database and the key', () => {
    expect(readEnvironment(NEEDED)).toMatchObject({
      DATABASE_URL,
      API_HOST: '127.0.0.1',
      API_PORT: 3001,
      PUBLIC_URL: 'http://localhost:3000',
      TRUSTED_PROXIES: [],
      METRICS_NETWORKS: [],
      MFA_REQUIRED_FOR: ['admin', 'security'],
    });
  });

  it('names every variable that is missing or wrong, at once', () => {
    const problems = problemsOf({ API_PORT: '99999', LOG_LEVEL: 'loud', BODY_LIMIT: 'much', API_HOST: 'a b' });
    expect(problems.map((problem) => problem.split(' ', 1)[0]).sort()).toEqual([
      'API_HOST',
      'API_PORT',
      'BODY_LIMIT',
      'DATABASE_URL',
      'LOG_LEVEL',
      'SECRET_KEY',
    ]);
    expect(problems.find((problem) => problem.startsWith('DATABASE_URL'))).toContain('is missing');
    expect(problems.find((problem) => problem.startsWith('API_PORT'))).toContain('a port from 0 to 65535');
  });

  it('never tells a value', () => {
    for (const url of [
      `mysql://root:${SECRET}@host/db`,
      `${SECRET}`,
      `postgresql://:${SECRET}@/`,
      `http://${SECRET}`,
    ]) {
      const wrong = ['API_PORT', 'LOG_LEVEL', 'SECRET_KEY', 'PUBLIC_URL', 'TRUSTED_PROXIES', 'MFA_REQUIRED_FOR'];
      const problems = problemsOf({ DATABASE_URL: url, ...Object.fromEntries(wrong.map((name) => [name, SECRET])) });
      expect(problems.map((problem) => problem.split(' ', 1)[0]).sort()).toEqual(['DATABASE_URL', ...wrong].sort());
      expect(problems.join('\n')).not.toContain(SECRET);
    }
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost', '0.0.0.0', '::', '192.168.1.10', 'plimsoll.example'])(
    'listens on %s',
    (host) => {
      expect(readEnvironment({ ...NEEDED, API_HOST: host }).API_HOST).toBe(host);
    },
  );

  it.each(['http://127.0.0.1:8080', 'http://[::1]:3000', 'https://plimsoll.example', 'https://plimsoll.example:8443'])(
    'is open to people at %s',
    (url) => {
      expect(readEnvironment({ ...NEEDED, PUBLIC_URL: url }).PUBLIC_URL).toBe(url);
    },
  );

  it.each([
    'http://plimsoll.example',
    'http://192.168.1.10:3000',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'ftp://localhost',
    'https://plimsoll.example/console',
    'https://user@plimsoll.example',
    'plimsoll.example',
  ])('is not open to people at %s', (url) => {
    expect(problemsOf({ ...NEEDED, PUBLIC_URL: url })).toEqual([expect.stringMatching(/^PUBLIC_URL .*https/)]);
  });

  it('takes lists apart at their commas', () => {
    expect(
      readEnvironment({
        ...NEEDED,
        TRUSTED_PROXIES: '127.0.0.1/32, ::1/128',
        METRICS_NETWORKS: '10.0.0.0/8',
        MFA_REQUIRED_FOR: 'none',
      }),
    ).toMatchObject({
      TRUSTED_PROXIES: ['127.0.0.1/32', '::1/128'],
      METRICS_NETWORKS: ['10.0.0.0/8'],
      MFA_REQUIRED_FOR: [],
    });
  });

  it('trusts the proxies on its own networks where it is told to, and no more for its metrics', () => {
    const own = Object.values(networkInterfaces())
      .flat()
      .flatMap((address) => (address === undefined || address.internal ? [] : [address.address]));
    const { TRUSTED_PROXIES } = readEnvironment({ ...NEEDED, TRUSTED_PROXIES: 'attached, 192.0.2.1' });
    expect(TRUSTED_PROXIES.map((network) => network.split('/', 1)[0])).toEqual([...own, '192.0.2.1']);
    expect(problemsOf({ ...NEEDED, METRICS_NETWORKS: 'attached' })).toEqual([
      expect.stringMatching(/^METRICS_NETWORKS /),
    ]);
  });

  it.each([Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), 'hunter2'])(
    'takes no key of another length than 32 bytes: %s',
    (key) => {
      expect(problemsOf({ DATABASE_URL, SECRET_KEY: key })).toEqual([
        expect.stringContaining('SECRET_KEY is not valid'),
      ]);
    },
  );

  it.each([
    ['PLIMSOLL_ADMIN_EMAIL', 'admin@plimsoll.example', 'PLIMSOLL_ADMIN_PASSWORD_FILE'],
    ['OIDC_CLIENT_ID', 'plimsoll', 'OIDC_ISSUER'],
  ])('does not take %s alone', (name, value, missing) => {
    expect(problemsOf({ ...NEEDED, [name]: value })).toEqual([`${missing} is missing beside ${name}`]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ ...NEEDED, API_PORT: '' }).API_PORT).toBe(3001);
    expect(problemsOf({ SECRET_KEY, DATABASE_URL: '' })).toEqual([expect.stringContaining('DATABASE_URL is missing')]);
  });

  describe('a secret in a file', () => {
    it('is taken from there, without the line break that editors end files with', () => {
      expect(readEnvironment({ DATABASE_URL, SECRET_KEY_FILE: fileWith(`${SECRET_KEY}\n`) }).SECRET_KEY).toEqual(
        Buffer.alloc(32, 7),
      );
    });

    it('is not taken where the variable itself is set as well', () => {
      expect(problemsOf({ ...NEEDED, SECRET_KEY_FILE: fileWith(SECRET_KEY) })).toEqual([
        'SECRET_KEY_FILE is set beside SECRET_KEY: expected one of the two',
      ]);
    });

    it('is missed where the file is empty', () => {
      expect(problemsOf({ DATABASE_URL, SECRET_KEY_FILE: fileWith('\n') })).toEqual([
        'SECRET_KEY_FILE names an empty file',
      ]);
    });

    it('is told by the name of the file too where it is wrong', () => {
      expect(problemsOf({ DATABASE_URL, SECRET_KEY_FILE: fileWith(SECRET) })).toEqual([
        expect.stringMatching(/^SECRET_KEY \(in the file that SECRET_KEY_FILE names\) is not valid: expected 32/),
      ]);
    });

    it('is missed once where the file cannot be read', () => {
      expect(problemsOf({ DATABASE_URL, SECRET_KEY_FILE: '/nowhere/key' })).toEqual([
        'SECRET_KEY_FILE cannot be read: ENOENT',
      ]);
    });
  });
});
