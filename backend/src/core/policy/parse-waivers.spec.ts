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
  it('reads waivers, and takes a date for its first moment in UTC', () => {
    expect(parseWaivers(WAIVER)).toEqual([
      {
        id: 'openssl-dos',
        scope: { advisory: 'CVE-2023-0286', component: 'pkg:apk/alpine/openssl', environments: ['dev', 'stage'] },
        status: 'not_affected',
        justification: 'We parse no X.400 addresses.',
        author: 'dev@acme.example',
        approver: 'security@acme.example',
        expiresAt: '2027-01-31T00:00:00.000Z',
      },
    ]);
  });

  it('reads an approver who is not there yet as nobody', () => {
    expect(parseWaivers(WAIVER.replace(/ +approver.*\n/, ''))[0]?.approver).toBeNull();
  });

  it.each([
    ['no expiry', / +expiresAt.*\n/, '', [3, 5], '`expiresAt` is missing'],
    ['a day that does not exist', '2027-01-31', '2027-02-30', [9, 16], 'no such day'],
    ['a time without a zone', '2027-01-31', '2027-01-31T12:00:00', [9, 16], 'must be a date'],
    [
      'a scope that names no problem',
      /scope: .*/,
      'scope: {image: ghcr.io/acme/api}',
      [4, 12],
      'must be a mapping with `advisory`',
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
