import { compareVersions } from '../versions/compare-versions.js';
import { parseReport } from './parse-report.js';
import { withoutCredentials } from './secret-text.js';
import { isoTime } from './timestamps.js';

/** Of texts that no pattern may take more than one way through: those that were taken took hours, and the runner gives a test seconds. */
const LENGTH = 100_000;

const long = (text: string): string => text.repeat(Math.ceil(LENGTH / text.length));

describe('A text that is made to be read slowly', () => {
  it.each([
    ['tokens', 'eyJaaaaaaaa-'],
    ['keys', '-----BEGIN PRIVATE KEY'],
    ['ends of keys', '-----BEGIN PRIVATE KEY----------END '],
    ['addresses', 'a://b:'],
    ['assignments', "token='"],
    ['assignments of nothing', 'secret   '],
    ['prefixes', 'glpat-github_pat_xoxb-'],
  ])('is looked through for credentials: %s', (_, part) => {
    expect(withoutCredentials(`${long(part)}!`).length).toBeGreaterThan(0);
  });

  it.each([
    ['Grype', 'vulnerability in x package: '],
    ['Grype before 0.40', 'reports x at version y which '],
    ['OSV-Scanner', "Package 'x' is "],
    ['a fix', 'upgrade upgrade to '],
    ['versions', 'fixed in 1.'],
    ['ends of versions', 'fixed in 1..........'],
    ['rows of a table', '### Fixed Versions\n|a|b|c|  '],
    ['an advisory', 'FEDORA-'],
    ['blanks', ' \t '],
    ['labels', 'Package '],
  ])('is read in a message: %s', async (_, part) => {
    const log = {
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'grype', rules: [] } },
          results: Array.from({ length: 3 }, (__, place) => ({
            ruleId: `CVE-2026-100${place}`,
            level: 'error',
            message: { text: `${long(part)}!${place}` },
          })),
        },
      ],
    };
    const { claims } = await parseReport([Buffer.from(JSON.stringify(log))]);
    expect(claims).toHaveLength(3);
  });

  it.each([
    ['a constraint', { versions: [{ range: `vers:npm/<${long(' ')}1${long(' ')}x` }] }],
    ['many constraints', { versions: [{ range: `vers:npm/${long('< 1 |')}` }] }],
    ['a recommendation', { recommendation: long('upgrade to ') }],
    ['a remedy', { detail: `${long('# remediation\n\n')}` }],
    ['hashes', { detail: `${long('#')}\n${long(' ')}` }],
  ])('is read in a vulnerability: %s', async (_, given) => {
    const { versions, ...more } = { versions: undefined, ...given };
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: [{ 'bom-ref': 'c', type: 'library', name: 'x', version: '1', purl: 'pkg:npm/x@1' }],
      vulnerabilities: [{ id: 'CVE-2026-1000', affects: [{ ref: 'c', ...(versions && { versions }) }], ...more }],
    };
    const { claims } = await parseReport([Buffer.from(JSON.stringify(bom))]);
    expect(claims).toHaveLength(1);
  });

  it('is a time, or none', () => {
    expect(isoTime(`2026-01-01${long('T ')}`)).toBeNull();
  });

  it.each(['npm', 'nuget', 'golang', 'pypi', 'gem', 'maven', 'composer', 'deb', 'rpm', 'apk', 'generic'])(
    'is a version: %s',
    (type) => {
      for (const part of ['1', '1.', '1a', '-', '~', 'a.', '0', '+', '1:', '_p', 'rc']) {
        expect(compareVersions(`1${long(part)}!`, `1${long(part)}?`, type)).toEqual(expect.any(Number));
      }
    },
  );
});
