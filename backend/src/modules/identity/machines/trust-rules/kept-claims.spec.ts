import { keptClaims } from './kept-claims.js';

const CONDITIONS = [
  { claim: 'repository', pattern: 'acme/api' },
  { claim: 'run_attempt', pattern: '*' },
];

describe('keptClaims', () => {
  it('keeps the subject and what the rule asks for, and nothing else', () => {
    const claims = { sub: 'repo:acme/api:ref:main', repository: 'acme/api', run_attempt: 2, email: 'ada@example.org' };
    expect(keptClaims(claims, CONDITIONS)).toEqual({
      sub: 'repo:acme/api:ref:main',
      repository: 'acme/api',
      run_attempt: '2',
    });
  });

  it('leaves out what is no text, number or truth value, and what only an object has', () => {
    const conditions = [...CONDITIONS, { claim: 'constructor', pattern: '*' }];
    expect(keptClaims({ sub: 's', repository: ['acme/api'], run_attempt: {} }, conditions)).toEqual({ sub: 's' });
  });

  it('is what PostgreSQL takes as JSON, and bounded', () => {
    const { sub } = keptClaims({ sub: `a\0b\uD800${'x'.repeat(10_000)}` }, []);
    expect(sub).toMatch(/^a\uFFFDb\uFFFDx+…$/);
    expect(sub?.length).toBe(301);
  });
});
