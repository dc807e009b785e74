import { aClaim, aProblem, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import type { Waiver } from '../model/waiver.js';
import { parsePolicy } from '../policy/parse-policy.js';
import type { ImageFacts } from '../reports/scan.js';
import { boundedVerdict, MOST_FINDINGS } from './bounded-verdict.js';
import { evaluate, evaluateWhole } from './evaluate.js';
import type { Facts } from './facts.js';
import type { ScanRecord } from './scan-record.js';
import { UnknownEnvironmentError } from './unknown-environment-error.js';
import { verdictJson } from './verdict-json.js';
import type { Reason, Verdict } from './verdict.js';

const NOW = '2026-11-21T00:00:00.000Z';

/** A policy with one environment, prod, whose rules are given as YAML in one line. */
const prod = (rules: string) => parsePolicy(`version: 1\nenvironments:\n  prod: {${rules}}\n`);

interface Question {
  rules: string;
  scans?: readonly ScanRecord[];
  facts?: Partial<Facts>;
  components?: { count?: number; withoutPurl?: number };
  waivers?: readonly Waiver[];
  at?: string;
}

function judge({ rules, scans = [aScanRecord()], facts = {}, components, waivers = [], at = NOW }: Question): Verdict {
  return evaluate({
    facts: { ...factsFrom(scans, components), ...facts },
    policy: prod(rules),
    waivers,
    environment: 'prod',
    at,
  });
}

function reasonFor(verdict: Verdict, rule: string): Reason {
  const reason = verdict.reasons.find((candidate) => candidate.rule === rule);
  if (reason === undefined) throw new Error(`${rule} was not held: ${verdict.reasons.map(({ rule }) => rule).join()}`);
  return reason;
}

const affected = (claim: Parameters<typeof aClaim>[0] = {}) => [aScanRecord({ claims: [aClaim(claim)] })];

const NO_CRITICAL = 'vulnerabilities: {critical: 0}';

describe('evaluate', () => {
  it('passes a clean, fresh scan', () => {
    const verdict = judge({ rules: NO_CRITICAL });
    expect(verdict).toMatchObject({ outcome: 'pass', environment: 'prod', holdsUntil: null, evaluatedAt: NOW });
    expect(reasonFor(verdict, 'vulnerabilities.critical')).toMatchObject({
      outcome: 'pass',
      remedy: null,
      findings: [],
    });
  });

  it('fails on one finding more than the limit, and names it, its component and its fix', () => {
    const reason = reasonFor(judge({ rules: NO_CRITICAL, scans: affected() }), 'vulnerabilities.critical');
    expect(reason).toEqual({
      rule: 'vulnerabilities.critical',
      outcome: 'fail',
      message: '1 critical vulnerability, limit 0: CVE-2023-0286 in openssl 3.0.7-r0.',
      summary: '1 critical vulnerability, limit 0.',
      notes: [],
      remedy: 'Upgrade openssl from 3.0.7-r0 to 3.0.8-r0.',
      findings: [
        expect.objectContaining({ advisory: 'CVE-2023-0286', component: 'openssl', fixedVersions: ['3.0.8-r0'] }),
      ],
      findingCount: 1,
      isChecked: true,
    });
  });

  it('carries what was left out apart from the names of the findings', () => {
    const claims = [aClaim(), aClaim({ reportedId: 'CVE-2024-9999', severity: 'critical' })];
    const waivers = [aWaiver({ id: 'w-1', scope: { advisory: 'CVE-2024-9999' } })];
    const { message, summary, notes } = reasonFor(
      judge({ rules: NO_CRITICAL, scans: [aScanRecord({ claims })], waivers }),
      'vulnerabilities.critical',
    );
    expect(summary).toBe('1 critical vulnerability, limit 0.');
    expect(notes).toEqual(['1 waived (w-1).']);
    expect(message).toBe('1 critical vulnerability, limit 0: CVE-2023-0286 in openssl 3.0.7-r0. 1 waived (w-1).');
  });

  it('is summed up in the words of the message where that names no findings', () => {
    const { message, summary, notes } = reasonFor(judge({ rules: NO_CRITICAL, scans: [] }), 'evidence.require');
    expect([summary, notes]).toEqual([message, []]);
  });

  it('has a short sentence for an operating system past its end of life', () => {
    const operatingSystem = { family: 'alpine', version: '3.12', isEndOfLife: true };
    const { message, summary, notes } = reasonFor(
      judge({ rules: 'evidence: {endOfLife: fail}', facts: { operatingSystem } }),
      'evidence.endOfLife',
    );
    expect(summary).toBe('alpine 3.12 is past its end of life.');
    expect(notes).toEqual(['It gets no security fixes, and scanner data for it is incomplete.']);
    expect(message).toBe(
      'alpine 3.12 is past its end of life. It gets no security fixes, and scanner data for it is incomplete.',
    );
  });

  it('allows as many as the limit says', () => {
    expect(judge({ rules: 'vulnerabilities: {critical: 1}', scans: affected() }).outcome).toBe('pass');
  });

  it('lets fail outweigh unknown, and unknown outweigh pass', () => {
    const rules = `${NO_CRITICAL}, image: {root: deny}`;
    expect(judge({ rules }).outcome).toBe('unknown');
    const verdict = judge({ rules, scans: affected() });
    expect(verdict.outcome).toBe('fail');
    expect(verdict.reasons.map(({ outcome }) => outcome)).toEqual(['fail', 'unknown', 'pass']);
  });

  it('knows only the environments of the policy', () => {
    const ask = () =>
      evaluate({ facts: factsFrom([]), policy: prod(NO_CRITICAL), waivers: [], environment: 'qa', at: NOW });
    expect(ask).toThrow(UnknownEnvironmentError);
  });

  it('lists the worst twenty findings and says how many there are; the whole verdict lists all by the same id', () => {
    const claims = Array.from({ length: 1_200 }, (_, index) => aClaim({ reportedId: `CVE-2024-${10_000 + index}` }));
    const question = {
      facts: factsFrom([aScanRecord({ claims })]),
      policy: prod(NO_CRITICAL),
      waivers: [],
      environment: 'prod',
      at: NOW,
    };
    const [bounded, whole] = [evaluate(question), evaluateWhole(question)];
    const [shown, all] = [bounded, whole].map((verdict) => reasonFor(verdict, 'vulnerabilities.critical'));
    expect([shown?.findings.length, shown?.findingCount]).toEqual([MOST_FINDINGS, 1_200]);
    expect([all?.findings.length, all?.findingCount]).toEqual([1_200, 1_200]);
    expect(all?.findings.map(({ advisory }) => advisory)).toEqual(claims.map(({ reportedId }) => reportedId));
    expect(whole.verdictId).toBe(bounded.verdictId);
    expect(boundedVerdict(whole)).toEqual(bounded);
  });

  describe('without evidence', () => {
    it('is unknown without any scan', () => {
      const verdict = judge({ rules: NO_CRITICAL, scans: [] });
      expect(verdict.outcome).toBe('unknown');
      expect(reasonFor(verdict, 'evidence.require').remedy).toContain('Scan the image');
    });

    it('is unknown where a plain SBOM looked for nothing', () => {
      const verdict = judge({ rules: NO_CRITICAL, scans: [aScanRecord({ covers: [] })] });
      expect(verdict.reasons).toHaveLength(1);
      expect(reasonFor(verdict, 'evidence.require')).toMatchObject({
        outcome: 'unknown',
        message: 'No scan covers vulnerabilities.',
      });
    });

    it('requires a scan for every kind that a rule limits, unless the policy names the kinds', () => {
      const limits = `${NO_CRITICAL}, secrets: {critical: 0}`;
      expect(judge({ rules: limits }).outcome).toBe('unknown');
      const verdict = judge({ rules: `${limits}, evidence: {require: [vulnerabilities]}` });
      expect(verdict.outcome).toBe('pass');
      expect(reasonFor(verdict, 'secrets.critical').message).toBe(
        'Secrets were not scanned. prod does not require it.',
      );
    });

    it('still fails on what was found by a scan that does not say what it looked for', () => {
      const scans = [aScanRecord({ covers: [], claims: [aClaim()] })];
      expect(judge({ rules: NO_CRITICAL, scans }).outcome).toBe('fail');
    });
  });

  describe('evidence.scanAge', () => {
    const rules = `${NO_CRITICAL}, evidence: {scanAge: 7d}`;
    const STALE = '2026-11-27T12:00:00.000Z';

    it('is unknown from the instant at which the scan is too old, which the verdict foretells', () => {
      const fresh = judge({ rules, at: '2026-11-27T11:59:59.999Z' });
      expect(fresh).toMatchObject({ outcome: 'pass', holdsUntil: STALE });
      const stale = judge({ rules, at: STALE });
      expect(stale).toMatchObject({ outcome: 'unknown', holdsUntil: null });
      expect(reasonFor(stale, 'evidence.scanAge').remedy).toContain('Scan the image again with trivy');
    });

    it('names the same instant, fresh or stale, so that nothing in it ages', () => {
      const messages = [NOW, STALE].map((at) => reasonFor(judge({ rules, at }), 'evidence.scanAge').message);
      expect(messages).toEqual([
        'The newest trivy scan (2026-11-20 12:00 UTC) is valid until 2026-11-27 12:00 UTC (7 days).',
        'The newest trivy scan (2026-11-20 12:00 UTC) expired on 2026-11-27 12:00 UTC (limit 7 days).',
      ]);
    });

    it('counts the newest scan of each required kind', () => {
      const both = `${NO_CRITICAL}, evidence: {scanAge: 7d, require: [vulnerabilities, secrets]}`;
      const old = aScanRecord({
        report: 'sha256:old',
        scannedAt: '2026-01-01T00:00:00.000Z',
        covers: ['secret', 'match'],
      });
      expect(judge({ rules, scans: [old, aScanRecord()] }).outcome).toBe('pass');
      expect(judge({ rules: both, scans: [old, aScanRecord()] }).outcome).toBe('unknown');
    });

    it('names no instant of its own where the report has none, so that server and CLI say the same', () => {
      const [morning, evening] = ['2026-11-21T08:00:00.000Z', '2026-11-21T20:00:00.000Z'].map((receivedAt) => {
        const scans = [aScanRecord({ scannedAt: null, receivedAt })];
        return reasonFor(judge({ rules, scans, at: '2026-11-22T00:00:00.000Z' }), 'evidence.scanAge');
      });
      expect(morning).toEqual(evening);
      expect(morning?.message).toBe('The newest trivy scan has no date and is valid for 7 days after it was received.');
    });

    it('does not believe a report that is ahead of its own arrival', () => {
      const scans = [aScanRecord({ scannedAt: '2099-01-01T00:00:00.000Z' })];
      expect(judge({ rules, scans, at: STALE }).outcome).toBe('unknown');
    });
  });

  describe('evidence.databaseAge', () => {
    const rules = (undated: string) => `${NO_CRITICAL}, evidence: {databaseAge: 5d, undatedDatabase: ${undated}}`;

    it('leaves to the policy what an undated database means', () => {
      expect(judge({ rules: rules('accept') }).outcome).toBe('pass');
      expect(judge({ rules: rules('unknown') }).outcome).toBe('unknown');
      expect(judge({ rules: `${NO_CRITICAL}, evidence: {databaseAge: 5d}` }).outcome).toBe('unknown');
    });

    it('is unknown where the newest dated database is too old', () => {
      const scans = (databaseDate: string) => [aScanRecord({ databaseDate })];
      expect(judge({ rules: rules('accept'), scans: scans('2026-11-01T00:00:00.000Z') }).outcome).toBe('unknown');
      const fresh = judge({ rules: rules('accept'), scans: scans('2026-11-20T00:00:00.000Z') });
      expect(fresh).toMatchObject({ outcome: 'pass', holdsUntil: '2026-11-25T00:00:00.000Z' });
    });
  });

  describe('vulnerabilities.grace', () => {
    const rules = 'vulnerabilities: {critical: 0, grace: {critical: 2d}}';
    const published = (publishedAt: string | null) => affected({ publishedAt });

    it('does not count a newly published vulnerability before its grace is over', () => {
      const scans = published('2026-11-20T00:00:00.000Z');
      const verdict = judge({ rules, scans });
      expect(verdict).toMatchObject({ outcome: 'pass', holdsUntil: '2026-11-22T00:00:00.000Z' });
      expect(reasonFor(verdict, 'vulnerabilities.critical').message).toContain(
        '1 in its grace period, until 2026-11-22.',
      );
      expect(judge({ rules, scans, at: '2026-11-22T00:00:00.000Z' }).outcome).toBe('fail');
    });

    it('gives none to what is not dated, or dated later than the scan that knows it', () => {
      expect(judge({ rules, scans: published(null) }).outcome).toBe('fail');
      expect(judge({ rules, scans: published('2031-01-01T00:00:00.000Z') }).outcome).toBe('fail');
    });

    it('and a waiver together last as long as the longer of them', () => {
      const scans = published('2026-11-20T00:00:00.000Z');
      const until = (expiresAt: string) => judge({ rules, scans, waivers: [aWaiver({ expiresAt })] }).holdsUntil;
      expect(until('2026-11-21T12:00:00.000Z')).toBe('2026-11-22T00:00:00.000Z');
      expect(until('2026-11-23T00:00:00.000Z')).toBe('2026-11-23T00:00:00.000Z');
    });

    it('gives none to what is known to be exploited', () => {
      const scans = affected({ publishedAt: '2026-11-20T00:00:00.000Z', isKnownExploited: true });
      const verdict = judge({
        rules: 'vulnerabilities: {critical: 0, grace: {critical: 2d}, knownExploited: 0}',
        scans,
      });
      expect(verdict.reasons[0]).toMatchObject({ rule: 'vulnerabilities.knownExploited', outcome: 'fail' });
    });
  });

  describe('vulnerabilities', () => {
    it('leaves out with onlyFixable those of which a report says that there is no fix', () => {
      const rules = 'vulnerabilities: {critical: 0, onlyFixable: true}';
      expect(judge({ rules, scans: affected({ fixedVersion: null, fixState: 'wont-fix' }) }).outcome).toBe('pass');
      expect(judge({ rules, scans: affected() }).outcome).toBe('fail');
    });

    it('counts every severity towards the total', () => {
      const claims = [aClaim({ severity: 'low' }), aClaim({ severity: 'unknown', reportedId: 'CVE-2024-0001' })];
      expect(judge({ rules: 'vulnerabilities: {total: 1}', scans: [aScanRecord({ claims })] }).outcome).toBe('fail');
    });

    it('counts what EPSS expects to be exploited, fixable or not', () => {
      const rules = 'vulnerabilities: {likelyExploited: {epss: 0.5, allowed: 0}}';
      expect(judge({ rules, scans: affected({ epss: 0.5, fixedVersion: null }) }).outcome).toBe('fail');
      expect(judge({ rules, scans: affected({ epss: 0.49 }) }).outcome).toBe('pass');
      expect(judge({ rules, scans: affected({ epss: null }) }).outcome).toBe('pass');
    });
  });

  describe('what a report clears by itself', () => {
    const analysis = { state: 'not_affected', justification: null, detail: null } as const;

    it('counts all the same, unless the policy honours it', () => {
      expect(judge({ rules: NO_CRITICAL, scans: affected({ analysis }) }).outcome).toBe('fail');
      const verdict = judge({ rules: `${NO_CRITICAL}, evidence: {vex: honour}`, scans: affected({ analysis }) });
      expect(verdict.outcome).toBe('pass');
      expect(reasonFor(verdict, 'vulnerabilities.critical').message).toContain('1 excluded by VEX.');
    });

    it('is likewise with suppressions', () => {
      const scans = [aScanRecord({ covers: ['secret'], problems: [aProblem({ isSuppressed: true })] })];
      expect(judge({ rules: 'secrets: {critical: 0}', scans }).outcome).toBe('fail');
      expect(judge({ rules: 'secrets: {critical: 0}, evidence: {suppressions: honour}', scans }).outcome).toBe('pass');
    });
  });

  describe('waivers', () => {
    const ask = (waiver: Partial<Waiver>, at = NOW) =>
      judge({
        rules: NO_CRITICAL,
        scans: affected({ ids: ['CVE-2023-0286', 'GHSA-x4qr-2fvf-3mr5'] }),
        waivers: [aWaiver(waiver)],
        at,
      });

    it('keep a finding from counting, and are named', () => {
      const verdict = ask({});
      expect(verdict).toMatchObject({
        outcome: 'pass',
        holdsUntil: '2027-01-01T00:00:00.000Z',
        inputs: { waivers: ['W-1'] },
      });
      expect(reasonFor(verdict, 'vulnerabilities.critical').message).toContain('1 waived (W-1).');
    });

    it('count no longer from the instant at which they expire', () => {
      expect(ask({}, '2026-12-31T23:59:59.999Z').outcome).toBe('pass');
      expect(ask({}, '2027-01-01T00:00:00.000Z')).toMatchObject({ outcome: 'fail', inputs: { waivers: [] } });
    });

    it.each([
      ['any name of the advisory', { advisory: 'ghsa-X4QR-2fvf-3mr5' }],
      ["a database's record of its CVE", { advisory: 'UBUNTU-CVE-2023-0286' }],
      ['a component with its version', { component: 'pkg:apk/alpine/openssl@3.0.7-r0' }],
      ['a component in every version', { component: 'pkg:apk/alpine/openssl' }],
      ['this image', { advisory: 'CVE-2023-0286', image: 'ghcr.io/acme/api' }],
      ['this artifact', { advisory: 'CVE-2023-0286', digest: `sha256:${'d'.repeat(64)}` }],
      ['this environment', { advisory: 'CVE-2023-0286', environments: ['stage', 'prod'] }],
    ])('cover %s', (_, scope) => {
      expect(ask({ scope }).outcome).toBe('pass');
    });

    it.each([
      ['another advisory', { advisory: 'CVE-2023-0287' }],
      ['another component', { component: 'pkg:apk/alpine/open' }],
      ['another version', { component: 'pkg:apk/alpine/openssl@3.0.6-r0' }],
      ['another image', { advisory: 'CVE-2023-0286', image: 'ghcr.io/acme/web' }],
      ['another artifact', { advisory: 'CVE-2023-0286', digest: `sha256:${'e'.repeat(64)}` }],
      ['another environment', { advisory: 'CVE-2023-0286', environments: ['dev'] }],
      ['a path, where the finding has none', { advisory: 'CVE-2023-0286', path: '**' }],
      ['nothing in particular', { image: 'ghcr.io/acme/api' }],
    ])('do not reach beyond their scope: %s', (_, scope) => {
      expect(ask({ scope }).outcome).toBe('fail');
    });

    it.each(['affected', 'under_investigation'] as const)('with the status %s clear nothing', (status) => {
      expect(ask({ status }).outcome).toBe('fail');
    });

    it('cover an RPM under the name that its scanner gives the distribution, with its epoch or without, not with another', () => {
      const scans = affected({ componentKey: 'pkg:rpm/amazon/bind@32:9.11.4-26.amzn2?arch=x86_64&distro=amazon-2' });
      const outcome = (component: string) =>
        judge({ rules: NO_CRITICAL, scans, waivers: [aWaiver({ scope: { component } })] }).outcome;
      const named = [
        'amazon/bind@9.11.4-26.amzn2',
        'amzn/bind@9.11.4-26.amzn2?epoch=32',
        'amzn/bind@32:9.11.4-26.amzn2',
      ];
      expect(named.map((name) => outcome(`pkg:rpm/${name}`))).toEqual(['pass', 'pass', 'pass']);
      expect(outcome('pkg:rpm/amazon/bind@33:9.11.4-26.amzn2')).toBe('fail');
    });

    it('for a CVE cover what a scanner reports under the record that its database keeps of it', () => {
      const scans = affected({ reportedId: 'DEBIAN-CVE-2023-0286' });
      expect(judge({ rules: NO_CRITICAL, scans, waivers: [aWaiver()] }).outcome).toBe('pass');
    });

    it('for one CVE do not cover a bulletin that bundles several', () => {
      const scans = affected({ reportedId: 'RHSA-2023:1', ids: ['CVE-2023-0286', 'CVE-2023-0001', 'RHSA-2023:1'] });
      const outcome = (advisory: string) =>
        judge({ rules: NO_CRITICAL, scans, waivers: [aWaiver({ scope: { advisory } })] }).outcome;
      expect([outcome('CVE-2023-0286'), outcome('RHSA-2023:1')]).toEqual(['fail', 'pass']);
    });

    it('do not cover what goes by a name that was not known when they were approved', () => {
      const ids = ['CVE-2023-0286', 'GHSA-x4qr-2fvf-3mr5'];
      const outcome = (names: string[] | undefined, scope: Waiver['scope'] = { advisory: 'CVE-2023-0286' }) =>
        judge({
          rules: NO_CRITICAL,
          scans: affected({ ids }),
          waivers: [aWaiver({ scope, ...(names !== undefined && { names }) })],
        }).outcome;
      expect([outcome(undefined), outcome(ids), outcome([...ids, 'DSA-1'])]).toEqual(['pass', 'pass', 'pass']);
      expect([outcome(ids.slice(0, 1)), outcome(ids.slice(1)), outcome([])]).toEqual(['fail', 'fail', 'fail']);
      expect(outcome(ids.slice(0, 1), { component: 'pkg:apk/alpine/openssl' })).toBe('pass');
    });

    it('cover a rule under each of its names, at the paths they name', () => {
      const misconfiguration = aProblem({
        kind: 'misconfiguration',
        rule: 'AVD-DS-0002',
        path: 'build/api/Dockerfile',
      });
      const scans = [aScanRecord({ covers: ['misconfiguration'], problems: [misconfiguration] })];
      const outcome = (scope: Waiver['scope']) =>
        judge({ rules: 'misconfigurations: {critical: 0}', scans, waivers: [aWaiver({ scope })] }).outcome;
      expect(outcome({ rule: 'DS002' })).toBe('pass');
      expect(outcome({ rule: 'DS002', path: 'build/**' })).toBe('pass');
      expect(outcome({ rule: 'DS002', path: 'build/*' })).toBe('fail');
      expect(outcome({ rule: 'DS001' })).toBe('fail');
    });

    it('tell when the one that lasts longest ends', () => {
      const waivers = [aWaiver(), aWaiver({ id: 'W-2', expiresAt: '2028-01-01T00:00:00.000Z' })];
      expect(judge({ rules: NO_CRITICAL, scans: affected(), waivers })).toMatchObject({
        holdsUntil: '2028-01-01T00:00:00.000Z',
        inputs: { waivers: ['W-2'] },
      });
    });

    it('count only from the instant at which they begin, which is when the verdict ends', () => {
      const waiver = { validFrom: '2026-12-10T00:00:00.000Z' };
      expect(ask(waiver)).toMatchObject({ outcome: 'fail', holdsUntil: waiver.validFrom, inputs: { waivers: [] } });
      expect(ask(waiver, waiver.validFrom)).toMatchObject({ outcome: 'pass', inputs: { waivers: ['W-1'] } });
      const elsewhere = ask({ ...waiver, scope: { advisory: 'CVE-2023-0286', environments: ['dev'] } });
      expect(elsewhere.holdsUntil).toBeNull();
    });

    it.each<[string, NonNullable<Waiver['conditions']>, Parameters<typeof aClaim>[0], Parameters<typeof aClaim>[0]]>([
      ['is known to be exploited', { notExploited: true }, {}, { isKnownExploited: true }],
      ['is as likely to be exploited', { epssBelow: 0.1 }, { epss: 0.09 }, { epss: 0.1 }],
      ['is rated worse', { severityAtMost: 'high' }, { severity: 'high' }, { severity: 'critical' }],
      ['has a fix', { untilFixed: '0d' }, { fixedVersion: null }, { fixedVersion: '3.0.8-r0' }],
    ])('end once the finding %s, where that is a condition', (_, conditions, before, after) => {
      const outcome = (claim: Parameters<typeof aClaim>[0], waiver: Partial<Waiver>) =>
        judge({
          rules: 'vulnerabilities: {critical: 0, high: 0}',
          scans: affected(claim),
          waivers: [aWaiver(waiver)],
        }).outcome;
      expect([outcome(before, { conditions }), outcome(after, { conditions }), outcome(after, {})]).toEqual([
        'pass',
        'fail',
        'pass',
      ]);
    });

    it('last for the time of grace after a fix is known, and no longer', () => {
      const waiver: Partial<Waiver> = { conditions: { untilFixed: '14d' }, fixedSince: '2026-12-01T00:00:00.000Z' };
      const end = '2026-12-15T00:00:00.000Z';
      expect(ask(waiver, '2026-12-14T23:59:59.999Z')).toMatchObject({ outcome: 'pass', holdsUntil: end });
      expect(ask(waiver, end).outcome).toBe('fail');
      expect(ask({ conditions: { untilFixed: '14d' }, validFrom: '2026-12-01T00:00:00.000Z' }, end).outcome).toBe(
        'fail',
      );
      // Since when there is a fix is not known, so no grace is known to be left.
      expect(ask({ conditions: { untilFixed: '14d' } }).outcome).toBe('fail');
    });

    it('are named with what they said, which is told by nothing but that', () => {
      const revisionOf = (waiver: Partial<Waiver>) => ask(waiver).inputs.waiverRevisions?.[0]?.revision;
      const revision = revisionOf({});
      expect(revision).toMatch(/^[0-9a-f]{64}$/);
      expect(revisionOf({ author: 'else@acme.example', approver: null, id: 'W-2' })).toBe(revision);
      const changes: Partial<Waiver>[] = [
        { scope: { advisory: 'CVE-2023-0286', component: 'pkg:apk/alpine/openssl' } },
        { status: 'not_affected' },
        { justification: 'Another.' },
        { validFrom: '2020-01-01T00:00:00.000Z' },
        { expiresAt: '2027-01-02T00:00:00.000Z' },
        { conditions: { notExploited: true } },
      ];
      expect(new Set([revision, ...changes.map(revisionOf)]).size).toBe(changes.length + 1);
      expect(ask({ justification: 'Another.' }).verdictId).not.toBe(ask({}).verdictId);
      const inOrder = (environments: string[]) => revisionOf({ scope: { advisory: 'CVE-2023-0286', environments } });
      expect(inOrder(['prod', 'dev'])).toBe(inOrder(['dev', 'prod']));
    });

    it('outlive a limit that leaves room for the finding anyway', () => {
      const verdict = judge({ rules: 'vulnerabilities: {critical: 1}', scans: affected(), waivers: [aWaiver()] });
      expect(verdict.holdsUntil).toBeNull();
    });
  });

  describe('licences', () => {
    const under = (licence: string) => [
      aScanRecord({ covers: ['licence'], problems: [aProblem({ kind: 'licence', rule: licence, severity: 'low' })] }),
    ];
    const outcome = (rules: string, licence: string) =>
      judge({ rules: `licences: {${rules}}`, scans: under(licence) }).outcome;

    it('refuses a denied licence, by pattern and whatever its case', () => {
      expect(outcome('deny: ["AGPL-3.0-*"]', 'agpl-3.0-or-later')).toBe('fail');
      expect(outcome('deny: ["AGPL-3.0-*"]', 'GPL-3.0-only')).toBe('pass');
    });

    it('refuses what is not among the allowed', () => {
      expect(outcome('allow: [MIT, "BSD-*"]', 'BSD-3-Clause')).toBe('pass');
      expect(outcome('allow: [MIT, "BSD-*"]', 'Apache-2.0')).toBe('fail');
    });

    it('takes one side of an OR for enough, and asks for both of an AND', () => {
      expect(outcome('deny: [GPL-3.0-only]', 'MIT OR GPL-3.0-only')).toBe('pass');
      expect(outcome('deny: [GPL-3.0-only]', '(MIT OR ISC) AND GPL-3.0-only')).toBe('fail');
      expect(outcome('deny: [GPL-2.0-only]', 'GPL-2.0-only WITH Classpath-exception-2.0')).toBe('fail');
    });

    it('refuses an unidentified licence only if the policy says so', () => {
      expect(outcome('deny: [MIT]', 'NOASSERTION')).toBe('pass');
      expect(outcome('unidentified: deny', 'NOASSERTION')).toBe('fail');
    });
  });

  describe('image', () => {
    const outcome = (rules: string, imageFacts: Partial<ImageFacts>) =>
      judge({
        rules: `image: {${rules}}`,
        facts: { imageFacts: { user: null, hasHealthcheck: null, sizeBytes: null, ...imageFacts } },
      }).outcome;

    it.each(['root', '0', '00', '+0', '-0', ' 0', '', '0:0', 'root:root', 'root:x', '0:1000'])(
      'takes USER %p for root',
      (user) => {
        expect(outcome('root: deny', { user })).toBe('fail');
      },
    );

    it.each(['1000', '10001:10001', '65532:root'])('takes USER %p for another', (user) => {
      expect(outcome('root: deny', { user })).toBe('pass');
    });

    it.each(['node', 'rooty', 'ROOT', '0x0', '+1000', '01000', '2147483648', 'node:1000'])(
      'does not know of USER %p, unless the policy accepts that',
      (user) => {
        expect(outcome('root: deny', { user })).toBe('unknown');
        const rules = 'image: {root: deny}, evidence: {missingData: {image: accept}}';
        const facts = { imageFacts: { user, hasHealthcheck: null, sizeBytes: null } };
        const verdict = judge({ rules: `${NO_CRITICAL}, ${rules}`, facts, scans: [aScanRecord()] });
        expect(reasonFor(verdict, 'image.root')).toMatchObject({
          outcome: 'pass',
          isChecked: false,
          message: expect.stringContaining(`The image runs as "${user}"; no report states whether that is root`),
        });
      },
    );

    it('asks for a health check', () => {
      expect(outcome('healthcheck: required', { hasHealthcheck: false })).toBe('fail');
      expect(outcome('healthcheck: required', { hasHealthcheck: true })).toBe('pass');
    });

    it('refuses a byte more than the size', () => {
      expect(outcome('maxSize: 500MB', { sizeBytes: 500_000_000 })).toBe('pass');
      expect(outcome('maxSize: 500MB', { sizeBytes: 500_000_001 })).toBe('fail');
      expect(outcome('maxSize: 1.5KiB', { sizeBytes: 1536 })).toBe('pass');
    });

    it.each(['root: deny', 'healthcheck: required', 'maxSize: 1GB'])(
      'does not know what no report tells: %s',
      (rule) => {
        expect(outcome(rule, {})).toBe('unknown');
      },
    );
  });

  describe('evidence', () => {
    const asks = (rules: string, question: Partial<Question>) =>
      judge({ rules: `${NO_CRITICAL}, evidence: {${rules}}`, ...question }).outcome;

    it('leaves to the policy what an operating system past its end of life means', () => {
      const facts = { operatingSystem: { family: 'alpine', version: '3.10', isEndOfLife: true } };
      expect(asks('endOfLife: unknown', { facts })).toBe('unknown');
      expect(asks('endOfLife: fail', { facts })).toBe('fail');
      expect(asks('endOfLife: accept', { facts })).toBe('pass');
      expect(
        asks('endOfLife: unknown', { facts: { operatingSystem: { ...facts.operatingSystem, isEndOfLife: null } } }),
      ).toBe('pass');
    });

    it('is unknown where too many components have no purl', () => {
      expect(asks('componentsWithoutPurl: 10%', { components: { count: 100, withoutPurl: 10 } })).toBe('pass');
      expect(asks('componentsWithoutPurl: 10%', { components: { count: 100, withoutPurl: 11 } })).toBe('unknown');
      expect(asks('componentsWithoutPurl: 0%', { components: { count: 0, withoutPurl: 0 } })).toBe('pass');
    });

    it('is unknown where too many entries of the reports could not be read', () => {
      expect(asks('skippedEntries: 2', { scans: [aScanRecord({ skippedCount: 2 })] })).toBe('pass');
      expect(asks('skippedEntries: 2', { scans: [aScanRecord({ skippedCount: 3 })] })).toBe('unknown');
    });
  });

  describe('verdictId', () => {
    it('does not depend on when the question was asked, as long as the answer is the same', () => {
      const rules = `${NO_CRITICAL}, evidence: {scanAge: 7d}`;
      const at = (instant: string) => judge({ rules, at: instant }).verdictId;
      expect(at('2026-11-21T00:00:00.000Z')).toBe(at('2026-11-22T00:00:00.000Z'));
      expect(at('2026-12-22T00:00:00.000Z')).not.toBe(at('2026-11-22T00:00:00.000Z'));
      expect(at(NOW)).toMatch(/^v_[0-9a-f]{32}$/);
    });

    it('depends on the policy, the scans and the findings', () => {
      const ids = [
        judge({ rules: NO_CRITICAL }),
        judge({ rules: `${NO_CRITICAL} ` }),
        judge({ rules: NO_CRITICAL, scans: [aScanRecord({ report: 'sha256:b' })] }),
        judge({ rules: NO_CRITICAL, scans: affected() }),
      ].map(({ verdictId }) => verdictId);
      expect(new Set(ids).size).toBe(4);
    });
  });
});

describe('verdictJson', () => {
  it('writes one line, its keys in the order of the interface, whatever object it is given', () => {
    const verdict = judge({ rules: NO_CRITICAL, scans: affected() });
    const turned = Object.fromEntries(Object.entries(verdict).toReversed()) as unknown as Verdict;
    expect(verdictJson(turned)).toBe(verdictJson(verdict));
    expect(verdictJson(verdict)).toMatch(/^[^\n]+\n$/);
    expect(Object.keys(JSON.parse(verdictJson(verdict)))).toEqual([
      'verdictId',
      'outcome',
      'environment',
      'image',
      'digest',
      'policyVersion',
      'reasons',
      'inputs',
      'evaluatedAt',
      'holdsUntil',
    ]);
  });

  it('loses nothing', () => {
    const verdict = judge({ rules: NO_CRITICAL, scans: affected() });
    expect(JSON.parse(verdictJson(verdict))).toEqual(verdict);
  });
});
