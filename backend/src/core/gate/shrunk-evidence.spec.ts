import { aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { evaluate } from './evaluate.js';
import { lackedBy, type ListedComponent } from './lacked-components.js';
import type { ScanRecord } from './scan-record.js';
import type { Reason } from './verdict.js';

/** A scan and what it lists, as `name@version`. */
function listing(day: string, names: string, given: Partial<ScanRecord> = {}): Listing {
  const listed = names.split(' ').filter((name) => name !== '');
  return {
    ...aScanRecord({
      report: `sha256:${day}${given.format ?? ''}`,
      scannedAt: `2026-11-${day}T00:00:00.000Z`,
      listedCount: listed.length,
      ...given,
    }),
    listed: listed.map((text) => {
      const [name = '', version = null] = text.split('@');
      return { type: 'apk', name, version };
    }),
  };
}

interface Listing extends ScanRecord {
  readonly listed: readonly ListedComponent[];
}

const lacks = (scan: Listing, ...others: Listing[]) =>
  lackedBy(scan, [scan, ...others], ({ listed }) => listed)?.names ?? null;

describe('lackedBy', () => {
  const whole = listing('10', 'musl@1 openssl@3');

  it.each<[string, Listing, string[] | null]>([
    ['an emptied list', listing('11', ''), ['musl 1', 'openssl 3']],
    ['a shorter list', listing('11', 'musl@1'), ['openssl 3']],
    ['another version', listing('11', 'musl@1 openssl@4'), ['openssl 3']],
    ['the same', listing('11', 'openssl@3 musl@1'), null],
    ['a longer one', listing('11', 'musl@1 openssl@3 zlib@1'), null],
    ['an emptied SBOM beside a report of another format', listing('11', '', { format: 'cyclonedx', covers: [] }), null],
    ['a scan for secrets alone, which takes nobody’s place', listing('11', '', { covers: ['secret'] }), null],
    ['another tool', listing('11', 'musl@1', { tool: { name: 'syft', version: null } }), null],
    ['another target', listing('11', '', { target: 'filesystem docs' }), null],
    ['another platform', listing('11', '', { platform: 'linux/arm64' }), null],
    ['an older scan', listing('09', ''), null],
  ])('tells what %s does not list', (_, scan, expected) => {
    expect(lacks(scan, whole)).toEqual(expected);
  });

  it('compares with all earlier ones together', () => {
    expect(lacks(listing('12', 'musl@1'), whole, listing('11', 'zlib@1'))).toEqual(['openssl 3', 'zlib 1']);
  });

  it('does not compare with a recalled one', () => {
    expect(lacks(listing('11', 'musl@1'), { ...whole, recall: { id: '1', reason: 'wrong image' } })).toBeNull();
  });

  it.each(['grype', 'sarif'])(
    'takes a withdrawn advisory for no loss: %s names packages with findings alone',
    (format) => {
      expect(lacks(listing('11', '', { format }), listing('10', 'musl@1', { format }))).toBeNull();
    },
  );

  it('names 20 at most, and counts them all', () => {
    const names = Array.from({ length: 30 }, (_, index) => `p${index}@1`).join(' ');
    const scan = listing('11', '');
    const lacked = lackedBy(scan, [scan, listing('10', names)], ({ listed }) => listed);
    expect([lacked?.count, lacked?.names.length]).toEqual([30, 20]);
  });
});

function reasonOf(rule: string, evidence: string, scans: readonly ScanRecord[]): Reason | undefined {
  const policy = parsePolicy(`version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0}${evidence}}\n`);
  const at = '2026-11-21T00:00:00.000Z';
  return evaluate({ facts: factsFrom(scans), policy, waivers: [], environment: 'prod', at }).reasons.find(
    (reason) => reason.rule === `evidence.${rule}`,
  );
}

describe('evidence.shrunk', () => {
  const shrunk = aScanRecord({ lacks: { count: 5, names: ['a 1', 'b 1', 'c 1', 'd 1', 'e 1'] } });
  const message =
    'The trivy scan of 2026-11-20 12:00 UTC does not list 5 components that earlier ones listed: a 1, b 1, c 1 and 2 more.';

  it('is said in every environment, and unknown where the policy says so', () => {
    const accepted = { outcome: 'pass', summary: message, notes: ['The policy accepts this.'] };
    expect(reasonOf('shrunk', '', [shrunk])).toMatchObject(accepted);
    expect(reasonOf('shrunk', ', evidence: {shrunk: accept}', [shrunk])).toMatchObject(accepted);
    const reason = reasonOf('shrunk', ', evidence: {shrunk: unknown}', [shrunk]);
    expect(reason).toMatchObject({ outcome: 'unknown', message });
    expect(reason?.remedy).toMatch(/--list-all-pkgs.*recall/);
  });

  it('is silent where nothing is missing, and where an older scan counts for other kinds alone', () => {
    expect(reasonOf('shrunk', '', [aScanRecord()])).toBeUndefined();
    expect(reasonOf('shrunk', ', evidence: {shrunk: unknown}', [aScanRecord()])?.outcome).toBe('pass');
    const older = {
      ...shrunk,
      report: 'sha256:old',
      scannedAt: '2026-11-01T00:00:00.000Z',
      covers: ['match', 'secret'] as const,
    };
    expect(reasonOf('shrunk', ', evidence: {shrunk: unknown}', [older, aScanRecord()])?.outcome).toBe('pass');
  });
});

describe('evidence.components', () => {
  const rule = (...scans: ScanRecord[]) => reasonOf('components', ', evidence: {components: 2}', scans);

  it.each<[string, Partial<ScanRecord>, string]>([
    ['a report that lists enough', { listedCount: 2 }, 'pass'],
    ['an SBOM', { format: 'cyclonedx', covers: [], listedCount: 2 }, 'pass'],
    ['a report that lists less', { listedCount: 1 }, 'unknown'],
    ['a report of findings alone', { listedCount: 0, componentCount: 10 }, 'unknown'],
    ['Grype’s JSON', { format: 'grype', listedCount: 2 }, 'unknown'],
    ['a list of something else', { target: 'filesystem docs' }, 'unknown'],
    ['a scan for secrets alone', { covers: ['secret'] }, 'unknown'],
  ])('of %s', (_, given, outcome) => {
    expect(rule(aScanRecord(given))?.outcome).toBe(outcome);
  });

  it('says how to list what is inside', () => {
    expect(rule(aScanRecord({ listedCount: 0 }))).toMatchObject({
      message: 'No scan lists components of the image (at least 2).',
      remedy: 'Scan the image so that the report lists its packages (`trivy image --list-all-pkgs`), or send an SBOM.',
    });
  });
});
