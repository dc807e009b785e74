import { parseWaivers } from './parse-waivers.js';
import { PolicyError, type PolicyIssue } from './policy-error.js';

const WAIVER = `version: 1
waivers:
  - id: openssl-dos
    scope: {advisory: CVE-2023-0286, component: pkg:apk/alpine/openssl, environments: [dev, stage]}
    status: not_affected
    justification: We parse no X.400 addresses.
    author: dev@acme.example
    approver: security@acme.example
    expiresAt: 2027-01-31
`;

function issuesOf(source: string): readonly PolicyIssue[] {
  try {
    parseWaivers(source);
  } catch (error) {
    if (error instanceof PolicyError) return error.issues;
    throw error;
  }
  return [];
}

describe('parseWaivers', () => {
  it('reads waivers, and takes the date of expiry for the end of that day in UTC', () => {
    expect(parseWaivers(WAIVER)).toEqual([
      {
        id: 'openssl-dos',
        scope: { advisory: 'CVE-2023-0286', component: 'pkg:apk/alpine/openssl', environments: ['dev', 'stage'] },
        status: 'not_affected',
        justification: 'We parse no X.400 addresses.',
        author: 'dev@acme.example',
        approver: 'security@acme.example',
        expiresAt: '2027-02-01T00:00:00.000Z',
      },
    ]);
  });

  it('reads an approver who is not there yet as nobody', () => {
    expect(parseWaivers(WAIVER.replace(/ +approver.*\n/, ''))[0]?.approver).toBeNull();
  });

  it('reads conditions, and takes the date of a beginning for its first moment in UTC', () => {
    const more = `    validFrom: 2026-12-01
    fixedSince: 2026-12-03T06:00:00+02:00
    fixes: [{advisory: CVE-2023-0286, component: "pkg:apk/alpine/openssl@3.0.7-r0", since: 2026-12-02}]
    conditions: {untilFixed: 14d, notExploited: true, epssBelow: 0.1, severityAtMost: high}
`;
    expect(parseWaivers(WAIVER + more)).toMatchObject([
      {
        validFrom: '2026-12-01T00:00:00.000Z',
        fixedSince: '2026-12-03T04:00:00.000Z',
        fixes: [
          {
            advisory: 'CVE-2023-0286',
            component: 'pkg:apk/alpine/openssl@3.0.7-r0',
            since: '2026-12-02T00:00:00.000Z',
          },
        ],
        conditions: { untilFixed: '14d', notExploited: true, epssBelow: 0.1, severityAtMost: 'high' },
      },
    ]);
  });

  it('reads approvers, and a range of versions', () => {
    const source = WAIVER.replace('component: pkg:apk/alpine/openssl', '$&, versions: "vers:apk/<3.0.8"');
    expect(parseWaivers(`${source}    approvers: [lead@acme.example]\n`)).toMatchObject([
      { approver: 'security@acme.example', approvers: ['lead@acme.example'], scope: { versions: 'vers:apk/<3.0.8' } },
    ]);
  });

  it.each([
    ['pkg:apk/alpine/openssl', 'vers:apk/latest', '`versions` must be a range'],
    ['pkg:apk/alpine/openssl', 'vers:apk/>1|>2', '`versions` must be a range'],
    ['pkg:apk/alpine/openssl', 'vers:npm/<3.0.8', '`versions` speaks of npm, and `component` of apk.'],
    ['pkg:apk/alpine/openssl@3.0.7-r0', 'vers:apk/<3.0.8', '`component` names a version already.'],
  ])('refuses a range that would have to be guessed at: %s, %s', (component, versions, message) => {
    const [issue] = issuesOf(WAIVER.replace('pkg:apk/alpine/openssl', `"${component}", versions: "${versions}"`));
    expect(issue).toMatchObject({ line: 4, path: 'waivers.0.scope.versions' });
    expect(issue?.message).toContain(message);
  });

  it('takes an instant for itself', () => {
    const at = parseWaivers(WAIVER.replace('2027-01-31', '2027-01-31T12:00:00+01:00'))[0]?.expiresAt;
    expect(at).toBe('2027-01-31T11:00:00.000Z');
  });

  it.each([
    ['no expiry', / +expiresAt.*\n/, '', [3, 5], '`expiresAt` is missing'],
    ['a day that does not exist', '2027-01-31', '2027-02-30', [9, 16], 'no such day'],
    ['a year before the first', '2027-01-31', '0001-01-01T00:00:00+14:00', [9, 16], 'no such day'],
    ['an end after the last year', '2027-01-31', '9999-12-31', [9, 16], 'no such day'],
    ['a time without a zone', '2027-01-31', '2027-01-31T12:00:00', [9, 16], 'must be a date'],
    [
      'a scope that names no problem',
      /scope: .*/,
      'scope: {image: ghcr.io/acme/api}',
      [4, 12],
      'must be a mapping with `advisory`',
    ],
    [
      'a beginning after its end',
      'expiresAt: 2027',
      'validFrom: 2027-02-01\n    expiresAt: 2027',
      [10, 16],
      'end before it begins',
    ],
    [
      'a condition that nothing could meet',
      'status:',
      'conditions: {epssBelow: 0}\n    status:',
      [5, 29],
      'must be a number above 0',
    ],
    [
      'a duration without a unit',
      'status:',
      'conditions: {untilFixed: 14}\n    status:',
      [5, 30],
      'must be a duration',
    ],
    ['an unknown status', 'not_affected', 'not-affected', [5, 13], 'must be `accepted`'],
    ['an unknown key', 'author', 'auther', [7, 5], 'no key `auther`'],
    ['an empty justification', 'We parse no X.400 addresses.', '" "', [6, 20], 'must be a text'],
  ])('refuses %s', (_, written, instead, place, message) => {
    const issues = issuesOf(WAIVER.replace(written, instead));
    expect(issues.map(({ line, column }) => [line, column])).toContainEqual(place);
    expect(issues.map((issue) => issue.message)).toContainEqual(expect.stringContaining(message));
  });

  it('refuses two waivers of one name', () => {
    const twice = WAIVER + WAIVER.split('\n').slice(2).join('\n');
    expect(issuesOf(twice)).toMatchObject([{ line: 10, path: 'waivers.1.id' }]);
  });
});
