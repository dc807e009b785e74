import { ConfigurationError } from './configuration-error.js';
import { readEnvironment } from './read-environment.js';

const SECRET = 'hunter2';
const DATABASE_URL = `postgresql://plimsoll:${SECRET}@localhost:5432/plimsoll`;

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readEnvironment(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.problems];
    throw error;
  }
  return [];
}

describe('readEnvironment', () => {
  it('needs nothing but the database', () => {
    expect(readEnvironment({ DATABASE_URL })).toMatchObject({ DATABASE_URL, API_HOST: '127.0.0.1', API_PORT: 3001 });
  });

  it('names every variable that is missing or wrong, at once', () => {
    const problems = problemsOf({ API_PORT: '99999', LOG_LEVEL: 'loud', BODY_LIMIT: 'much', API_HOST: '0.0.0.0' });
    expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'API_PORT', 'LOG_LEVEL', 'BODY_LIMIT', 'API_HOST']),
    );
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
      const problems = problemsOf({ DATABASE_URL: url, API_PORT: SECRET, LOG_LEVEL: SECRET, API_HOST: SECRET });
      expect(problems).toHaveLength(4);
      expect(problems.join('\n')).not.toContain(SECRET);
    }
  });

  it.each(['0.0.0.0', '::', '192.168.1.10', 'plimsoll.example', '127.0.0.1.example', '127.0.0.999'])(
    'does not listen on %s while there is no authentication',
    (host) => {
      expect(problemsOf({ DATABASE_URL, API_HOST: host })).toEqual([
        expect.stringMatching(/^API_HOST .*loopback.*authentication/),
      ]);
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('listens on %s', (host) => {
    expect(readEnvironment({ DATABASE_URL, API_HOST: host }).API_HOST).toBe(host);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ DATABASE_URL, API_PORT: '' }).API_PORT).toBe(3001);
    expect(problemsOf({ DATABASE_URL: '' })).toEqual([expect.stringContaining('DATABASE_URL is missing')]);
  });
});
