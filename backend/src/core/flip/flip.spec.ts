import { aFlipSide, aVexDocument, SECOND_BUILD } from '../../../test/factories/flip-side.js';
import { aClaim, aProblem, aScanRecord, aWaiver } from '../../../test/factories/scan-record.js';
import { FirstSeen } from '../gate/first-seen.js';
import type { ScanRecord } from '../gate/scan-record.js';
import { flip } from './flip.js';
import { flipJson } from './flip-json.js';
import type { FlipSide } from './flip-side.js';

const OLD = 'pkg:apk/alpine/openssl@3.0.7-r0';
const NEW = 'pkg:apk/alpine/openssl@3.0.8-r0';
const LATER = '2026-11-24T08:00:00.000Z';

const LATER_SCAN = {
  report: `sha256:${'b'.repeat(64)}`,
  scannedAt: '2026-11-24T07:00:00.000Z',
  receivedAt: '2026-11-24T07:00:00.000Z',
};

function scanOf(
  keys: readonly string[],
  given: Partial<ScanRecord> = {},
  claim: Parameters<typeof aClaim>[0] = {},
): ScanRecord {
  return aScanRecord({ claims: keys.map((componentKey) => aClaim({ componentKey, ...claim })), ...given });
}

const clean = (given: Partial<Parameters<typeof aFlipSide>[0]> = {}) =>
  aFlipSide({ scans: [scanOf([])], keys: [OLD], ...given });

const open = (given: Partial<Parameters<typeof aFlipSide>[0]> = {}) =>
  aFlipSide({ scans: [scanOf([OLD])], keys: [OLD], ...given });

function told(before: FlipSide, after: FlipSide) {
  const { causes, because, headline } = flipJson(flip({ before, after }, 'prod'), 'prod', after.at);
  return { causes: causes.map(({ input, isEnough, sentence }) => [input, isEnough, sentence]), because, headline };
}

describe('flip', () => {
  it('says that an advisory was published, and that it is not part of what changed in the image', () => {
    const published = { publishedAt: '2026-11-23T00:00:00.000Z', reportedId: 'CVE-2026-1234', ids: ['CVE-2026-1234'] };
    const since = { scans: [scanOf([OLD], LATER_SCAN, published)], keys: [OLD], at: LATER };
    const sentence = 'CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-23.';
    expect(told(clean(), aFlipSide(since))).toEqual({
      causes: [['advisory', true, sentence]],
      because: 'CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-23 (the image is the same)',
      headline:
        'Fails for prod since 2026-11-24: CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-23 (the image is the same).',
    });
    const rebuilt = { ...since, keys: [OLD, 'pkg:npm/harmless@1.0.0'], digest: SECOND_BUILD };
    expect(told(clean(), aFlipSide(rebuilt)).because).toBe(
      "CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-23 (not part of the image's change)",
    );
  });

  it('names both where a component changed and its advisory was published since: neither would have done alone', () => {
    const after = aFlipSide({
      scans: [scanOf([NEW], LATER_SCAN, { publishedAt: '2026-11-23T00:00:00.000Z' })],
      keys: [NEW],
      digest: SECOND_BUILD,
    });
    expect(told(clean(), after).causes).toEqual([
      ['image', false, 'openssl changed from 3.0.7-r0 to 3.0.8-r0 (CVE-2023-0286).'],
      ['advisory', false, 'CVE-2023-0286 in openssl 3.0.8-r0 was published on 2026-11-23.'],
    ]);
  });

  it.each<[string, FlipSide, FlipSide, string, string]>([
    [
      'a component that was added',
      clean({ keys: ['pkg:apk/alpine/musl@1.2.5-r0'] }),
      open({ digest: SECOND_BUILD }),
      'image',
      'openssl 3.0.7-r0 was added (CVE-2023-0286).',
    ],
    [
      'a component of the same build that only the later scan sees: a build never changes',
      clean({ keys: ['pkg:apk/alpine/musl@1.2.5-r0'] }),
      open({ scans: [scanOf([OLD], LATER_SCAN)] }),
      'scan',
      'Another scan of trivy of 2026-11-24 07:00 UTC counts: CVE-2023-0286 in openssl 3.0.7-r0 is reported now, and not before.',
    ],
    [
      'a secret',
      clean({ environment: 'secrets: {critical: 0}', scans: [scanOf([], { covers: ['match', 'secret'] })] }),
      clean({
        environment: 'secrets: {critical: 0}',
        scans: [scanOf([], { covers: ['match', 'secret'], problems: [aProblem()] })],
        digest: SECOND_BUILD,
      }),
      'image',
      'What is in app/.env changed (aws-access-key-id).',
    ],
    [
      'the user of the image',
      clean({
        environment: 'image: {root: deny}',
        scans: [scanOf([], { imageFacts: { user: '1000', hasHealthcheck: null, sizeBytes: null } })],
      }),
      clean({
        environment: 'image: {root: deny}',
        scans: [scanOf([], { imageFacts: { user: 'root', hasHealthcheck: null, sizeBytes: null } })],
        digest: SECOND_BUILD,
      }),
      'image',
      'The image changed: The image runs as root, which is root.',
    ],
    [
      'a newer database',
      clean({ scans: [scanOf([], { databaseDate: '2026-11-19T00:00:00.000Z' })] }),
      open({ scans: [scanOf([OLD], { ...LATER_SCAN, databaseDate: '2026-11-24T00:00:00.000Z' })] }),
      'scan',
      'Another scan of trivy of 2026-11-24 07:00 UTC counts, with the database of 2026-11-24 00:00 UTC instead of 2026-11-19 00:00 UTC: CVE-2023-0286 in openssl 3.0.7-r0 is reported now, and not before.',
    ],
    [
      'another severity',
      open({ scans: [scanOf([OLD], {}, { severity: 'high' })] }),
      open({ scans: [scanOf([OLD], LATER_SCAN)] }),
      'advisory',
      'What is known of CVE-2023-0286 in openssl 3.0.7-r0 changed: high before, critical now.',
    ],
    [
      'exploitation',
      open({
        environment: 'vulnerabilities: {knownExploited: 0}',
        scans: [scanOf([OLD], {}, { isKnownExploited: false })],
      }),
      open({
        environment: 'vulnerabilities: {knownExploited: 0}',
        scans: [scanOf([OLD], LATER_SCAN, { isKnownExploited: true })],
      }),
      'known-exploited',
      'CVE-2023-0286 in openssl 3.0.7-r0: known to be exploited (CISA KEV).',
    ],
    [
      'a probability of exploitation',
      open({
        environment: 'vulnerabilities: {likelyExploited: {epss: 0.5, allowed: 0}}',
        scans: [scanOf([OLD], {}, { epss: 0.2 })],
      }),
      open({
        environment: 'vulnerabilities: {likelyExploited: {epss: 0.5, allowed: 0}}',
        scans: [scanOf([OLD], LATER_SCAN, { epss: 0.7 })],
      }),
      'epss',
      'The probability that CVE-2023-0286 in openssl 3.0.7-r0 is exploited (EPSS) changed from 0.2 to 0.7.',
    ],
    [
      'a policy that allows fewer',
      open({ environment: 'vulnerabilities: {critical: 5}' }),
      open(),
      'policy',
      'The policy changed from “At most 5 critical vulnerabilities” to “No critical vulnerabilities”.',
    ],
    [
      'a rule that the policy did not have',
      open({ environment: 'secrets: {critical: 0}' }),
      open({ environment: 'secrets: {critical: 0}, vulnerabilities: {critical: 0}' }),
      'policy',
      'The policy has a new rule: “No critical vulnerabilities”.',
    ],
    [
      'a waiver that was revoked',
      open({ waivers: [aWaiver()] }),
      open(),
      'waiver',
      'The waiver W-1 is no longer approved (CVE-2023-0286 in openssl 3.0.7-r0).',
    ],
    [
      'a waiver that counts since it was approved',
      open(),
      open({ waivers: [aWaiver({ validFrom: '2026-11-23T00:00:00.000Z' })], at: LATER }),
      'waiver',
      'The waiver W-1 was approved (CVE-2023-0286 in openssl 3.0.7-r0).',
    ],
    [
      'a waiver that was approved before, and began',
      open({ waivers: [aWaiver({ validFrom: '2026-11-23T00:00:00.000Z' })] }),
      open({ waivers: [aWaiver({ validFrom: '2026-11-23T00:00:00.000Z' })], at: LATER }),
      'time',
      'The waiver W-1 began (CVE-2023-0286 in openssl 3.0.7-r0).',
    ],
    [
      'a waiver that ended',
      open({ waivers: [aWaiver({ expiresAt: '2026-11-23T00:00:00.000Z' })] }),
      open({ waivers: [aWaiver({ expiresAt: '2026-11-23T00:00:00.000Z' })], at: LATER }),
      'time',
      'The waiver W-1 ended on 2026-11-23 (CVE-2023-0286 in openssl 3.0.7-r0).',
    ],
    [
      'a grace period',
      open({
        environment: 'vulnerabilities: {critical: 0, grace: {critical: 3d}}',
        scans: [scanOf([OLD], {}, { publishedAt: '2026-11-19T00:00:00.000Z' })],
      }),
      open({
        environment: 'vulnerabilities: {critical: 0, grace: {critical: 3d}}',
        scans: [scanOf([OLD], {}, { publishedAt: '2026-11-19T00:00:00.000Z' })],
        at: LATER,
      }),
      'time',
      'The grace period ended (CVE-2023-0286 in openssl 3.0.7-r0).',
    ],
    [
      'a scan that is too old',
      clean({ environment: 'evidence: {scanAge: 2d}' }),
      clean({ environment: 'evidence: {scanAge: 2d}', at: LATER }),
      'time',
      'Time passed: The newest trivy scan (2026-11-20 12:00 UTC) expired on 2026-11-22 12:00 UTC (limit 2 days).',
    ],
    [
      'a VEX document that was withdrawn',
      open({
        environment: "vulnerabilities: {critical: 0}, evidence: {vexFrom: ['author:Acme']}",
        vex: [aVexDocument('acme-2026-001', 'CVE-2023-0286', OLD)],
      }),
      open({ environment: "vulnerabilities: {critical: 0}, evidence: {vexFrom: ['author:Acme']}" }),
      'vex',
      'The VEX document acme-2026-001 was withdrawn (CVE-2023-0286 in openssl 3.0.7-r0).',
    ],
    [
      'a scan that was recalled',
      clean({ environment: 'evidence: {require: [vulnerabilities]}' }),
      clean({
        environment: 'evidence: {require: [vulnerabilities]}',
        scans: [scanOf([], { recall: { id: '1', reason: 'a broken database' } })],
      }),
      'scan',
      'A scan was recalled: trivy of 2026-11-20 12:00 UTC (vulnerabilities): a broken database.',
    ],
    [
      'a kind of component that was not listed before: it may have been there',
      clean({ keys: ['pkg:npm/a@1.0.0'] }),
      open({ digest: SECOND_BUILD, keys: ['pkg:npm/a@1.0.0', OLD] }),
      'not-known',
      'It is not known whether the image changed or only its scans: CVE-2023-0286 in openssl 3.0.7-r0 is reported now, and not before.',
    ],
  ])('lays it at the door of %s', (_, before, after, input, sentence) => {
    expect(told(before, after).causes).toEqual([[input, true, sentence]]);
  });

  it('says of something that ended what it was', () => {
    const gone = told(open(), clean({ keys: ['pkg:apk/alpine/musl@1.2.5-r0'], digest: SECOND_BUILD }));
    expect(gone.causes).toEqual([['image', true, 'openssl 3.0.7-r0 was removed (CVE-2023-0286).']]);
    const scanned = told(
      clean({ environment: 'evidence: {scanAge: 2d}', at: LATER }),
      clean({ environment: 'evidence: {scanAge: 2d}', scans: [scanOf([], LATER_SCAN)], at: LATER }),
    );
    expect(scanned.causes[0]?.slice(0, 2)).toEqual(['scan', true]);
    expect(scanned.headline).toMatch(
      /^Passes for prod since 2026-11-24: Another scan of trivy of 2026-11-24 07:00 UTC counts: it is no longer the case that “The newest trivy scan .* expired/,
    );
  });

  it('names what would have kept it as it was, too: a waiver that came and ended in between', () => {
    const waiver = aWaiver({ validFrom: '2026-11-22T00:00:00.000Z', expiresAt: '2026-11-23T00:00:00.000Z' });
    const before = clean({ keys: ['pkg:apk/alpine/musl@1.2.5-r0'] });
    const after = open({ digest: SECOND_BUILD, waivers: [waiver], at: LATER });
    expect(told(before, after).causes).toEqual([
      ['image', true, 'openssl 3.0.7-r0 was added (CVE-2023-0286).'],
      ['time', false, 'The waiver W-1 ended on 2026-11-23 (CVE-2023-0286 in openssl 3.0.7-r0).'],
    ]);
  });

  it('names both where a component is gone, and the tool that reported it as well: each would have done', () => {
    const grype = {
      tool: { name: 'grype', version: '0.100.0' },
      format: 'grype' as const,
      report: `sha256:${'c'.repeat(64)}`,
    };
    const before = aFlipSide({ scans: [scanOf([]), scanOf([OLD], grype)], keys: [OLD] });
    const after = clean({ keys: ['pkg:apk/alpine/musl@1.2.5-r0'], digest: SECOND_BUILD });
    expect(told(before, after).causes).toEqual([
      ['image', true, 'openssl 3.0.7-r0 was removed (CVE-2023-0286).'],
      ['scan', true, 'No scan of grype counts: CVE-2023-0286 in openssl 3.0.7-r0 is no longer reported.'],
    ]);
  });

  it('says that a deadline passed', () => {
    const names = { 'CVE-2023-0286': Date.parse('2026-11-15') / 1000 };
    const firstSeen = new FirstSeen({ names, imageSince: 0, isNoted: true });
    const seenSince = (side: FlipSide): FlipSide => {
      const seen = { ...side.seen.before, facts: { ...side.seen.before.facts, firstSeen } };
      return { ...side, seen: { before: seen, after: seen } };
    };
    const environment = 'vulnerabilities: {deadlines: {critical: 7d}, overdue: 0}';
    const [before, after] = [open({ environment }), open({ environment, at: LATER })].map(seenSince) as [
      FlipSide,
      FlipSide,
    ];
    expect(told(before, after).causes).toEqual([
      ['time', true, 'The deadline passed (CVE-2023-0286 in openssl 3.0.7-r0).'],
    ]);
  });

  it('does not name what would have failed for another finding than the one that does', () => {
    const environment = 'vulnerabilities: {critical: 0, grace: {critical: 3d}}';
    const inGrace = { publishedAt: '2026-11-19T00:00:00.000Z' };
    const before = open({ environment, scans: [scanOf([OLD], {}, inGrace)] });
    const after = aFlipSide({
      environment,
      scans: [scanOf(['pkg:apk/alpine/curl@8.0-r0'], LATER_SCAN, { reportedId: 'CVE-2026-7', ids: ['CVE-2026-7'] })],
      keys: ['pkg:apk/alpine/curl@8.0-r0'],
      digest: SECOND_BUILD,
      at: LATER,
    });
    expect(told(before, after).causes.map(([input]) => input)).toEqual(['image']);
  });

  it('says that nothing is another one where nothing is', () => {
    const same = flip({ before: open(), after: open({ at: LATER }) }, 'prod');
    expect(same).toMatchObject({ before: 'fail', after: 'fail', differing: ['time'], causes: [], rules: [] });
    expect(flipJson(same, 'prod', LATER)).toMatchObject({
      headline: 'The outcome for prod is the same: fail.',
      because: '',
    });
  });

  it('also says why a rule is another one that does not decide', () => {
    const environment = 'vulnerabilities: {critical: 0}, secrets: {critical: 0}';
    const covers = ['match', 'secret'] as const;
    const before = open({ environment, scans: [scanOf([OLD], { covers })] });
    const after = open({
      environment,
      scans: [scanOf([OLD], { covers, problems: [aProblem()] })],
      digest: SECOND_BUILD,
    });
    const found = flip({ before, after }, 'prod');
    expect(found.causes).toEqual([]);
    expect(
      found.rules.map(({ rule, isDecisive, causes }) => [rule, isDecisive, causes.map(({ input }) => input)]),
    ).toEqual([['secrets.critical', false, ['image']]]);
    expect(flipJson(found, 'prod', LATER).headline).toBe(
      'The outcome for prod is the same: fail. 1 rule has another outcome.',
    );
  });
});
