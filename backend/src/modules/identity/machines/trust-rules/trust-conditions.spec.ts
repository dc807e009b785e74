import { array, assert, constantFrom, property, string } from 'fast-check';
import { areMet, compareStrictness, matchesPattern, nameSomebody } from './trust-conditions.js';

describe('matchesPattern', () => {
  it.each([
    ['repo:acme/api:ref:refs/heads/main', 'repo:acme/api:ref:refs/heads/main'],
    ['repo:acme/api:*', 'repo:acme/api:ref:refs/heads/main'],
    ['repo:acme/api:*', 'repo:acme/api:environment:prod'],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/web:ref:refs/heads/main'],
    ['repo:acme/api:ref:refs/tags/v*', 'repo:acme/api:ref:refs/tags/v1.2'],
    ['acme/*', 'acme/api'],
    ['*', 'anything: at all'],
    ['a*b*c', 'abbc'],
  ])('%s takes %s', (pattern, text) => {
    expect(matchesPattern(pattern, text)).toBe(true);
  });

  it.each([
    ['repo:acme/api:*', 'repo:acme/api-evil:ref:refs/heads/main'],
    ['repo:acme/api:*', 'repo:acme-evil/api:ref:refs/heads/main'],
    ['repo:acme/api:*', 'xrepo:acme/api:ref:refs/heads/main'],
    ['repo:acme/api:*', 'repo:ACME/api:ref:refs/heads/main'],
    ['repo:acme/api:*', 'repo:acme/api'],
    ['repo:acme/api:ref:refs/heads/main', 'repo:acme/api:ref:refs/heads/main2'],
    ['repo:acme/api:ref:refs/heads/main', 'repo:acme/api:ref:refs/heads/mai'],
    ['repo:acme/api:ref:refs/heads/main', 'repo:acme/api:ref:refs/heads/main\n'],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/api:environment:x:ref:refs/heads/main'],
    ['acme.api', 'acmeXapi'],
    ['acme/*', 'acme'],
    ['', 'a'],
  ])('%s does not take %s', (pattern, text) => {
    expect(matchesPattern(pattern, text)).toBe(false);
  });

  it('takes text without a star for itself alone', () => {
    assert(
      property(string(), string(), (pattern, text) => {
        expect(matchesPattern(pattern.replaceAll('*', '?'), text)).toBe(pattern.replaceAll('*', '?') === text);
      }),
    );
  });

  it('agrees with a regular expression', () => {
    const letters = array(constantFrom('a', 'b', ':', '*'), { maxLength: 6 }).map((parts) => parts.join(''));
    assert(
      property(letters, letters, (pattern, text) => {
        const source = pattern.replace(/\*$/, '.*').replaceAll(/(?<!\.)\*/g, '[^:]*');
        expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${source}$`, 's').test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no time for patterns that are made to take long', () => {
    const began = performance.now();
    expect(matchesPattern('*a'.repeat(250), 'a'.repeat(999))).toBe(true);
    expect(matchesPattern(`${'*a'.repeat(249)}b`, 'a'.repeat(1000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('areMet', () => {
  const conditions = [
    { claim: 'repository', pattern: 'acme/api' },
    { claim: 'ref_protected', pattern: 'true' },
  ];

  it('asks for every claim', () => {
    expect(areMet(conditions, { repository: 'acme/api', ref_protected: true })).toBe(true);
    expect(areMet(conditions, { repository: 'acme/api', ref_protected: 'true' })).toBe(true);
    expect(areMet(conditions, { repository: 'acme/api', ref_protected: 'false' })).toBe(false);
    expect(areMet(conditions, { repository: 'acme/api' })).toBe(false);
  });

  it('compares no list, no object, and nothing that the token does not have itself', () => {
    expect(areMet([{ claim: 'repository', pattern: '*' }], { repository: ['acme/api'] })).toBe(false);
    expect(areMet([{ claim: 'repository', pattern: '*' }], { repository: { name: 'acme/api' } })).toBe(false);
    expect(areMet([{ claim: 'repository', pattern: '*' }], { repository: null })).toBe(false);
    expect(areMet([{ claim: 'constructor', pattern: '*' }], {})).toBe(false);
  });
});

describe('nameSomebody', () => {
  it.each([
    ['sub', 'repo:acme/api:ref:refs/heads/main'],
    ['sub', 'repo:acme/api:*'],
    ['sub', 'repo:acme/api:ref:refs/tags/v*'],
    ['sub', 'repo:acme/*'],
    ['sub', 'project_path:acme/tools/*:ref_type:branch:ref:main'],
    ['repository', 'acme/api'],
    ['repository', 'acme/*'],
    ['repository_id', '1234'],
    ['project_path', 'acme/tools/*'],
    ['sub', 'system:serviceaccount:ci:builder'],
  ])('%s %s does', (claim, pattern) => {
    expect(nameSomebody([{ claim, pattern }])).toBe(true);
  });

  it.each([
    ['sub', '*'],
    ['sub', '*:ref:refs/heads/main'],
    ['sub', 'repo:*'],
    ['sub', 'repo:*/api:ref:refs/heads/main'],
    ['sub', 'repo:acme*'],
    ['sub', 'repo:acme/api*'],
    ['sub', 'https://*'],
    ['repository', 'acme/api*'],
    ['repository', '*/api'],
    ['repository', '/*'],
    ['repository_id', '12*'],
    ['ref', 'refs/heads/main'],
    ['environment', 'prod'],
  ])('%s %s does not', (claim, pattern) => {
    expect(nameSomebody([{ claim, pattern }])).toBe(false);
  });
});

describe('compareStrictness', () => {
  const anyBranch = [{ claim: 'sub', pattern: 'repo:acme/api:*' }];
  const main = [{ claim: 'sub', pattern: 'repo:acme/api:ref:refs/heads/main' }];
  const anyBranchOfProd = [...anyBranch, { claim: 'environment', pattern: 'prod' }];

  it('puts more conditions before fewer, and then what is fixed before what is open', () => {
    expect(compareStrictness(main, anyBranch)).toBeGreaterThan(0);
    expect(compareStrictness(anyBranchOfProd, main)).toBeGreaterThan(0);
    expect(compareStrictness(main, [...main])).toBe(0);
  });
});
