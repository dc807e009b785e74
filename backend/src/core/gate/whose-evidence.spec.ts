import { aClaim, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import type { Sender } from '../model/sender.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { evidenceRulesOf, type EvidenceRules } from './counting-evidence.js';
import { evaluate } from './evaluate.js';
import { factsOf } from './facts-of.js';
import type { ScanRecord } from './scan-record.js';
import type { Verdict } from './verdict.js';

const token = (name: string): Sender => ({
  kind: 'token',
  id: '1',
  name,
  via: 'token',
  owner: null,
  trustRule: null,
  claims: null,
});

const [CI, LAPTOP] = [token('ci'), token('laptop')];

function judge(rules: string, scans: readonly ScanRecord[], from?: readonly string[]): Verdict {
  const policy = parsePolicy(`version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0}, ${rules}}\n`);
  const { tools } = evidenceRulesOf(policy.environments[0]?.settings);
  const facts = factsOf({
    image: 'ghcr.io/acme/api',
    digest: `sha256:${'d'.repeat(64)}`,
    scans,
    from,
    tools,
    componentCount: 10,
    componentsWithoutPurl: 0,
  });
  return evaluate({ facts, policy, waivers: [], environment: 'prod', at: '2026-11-21T00:00:00.000Z' });
}

const reasonOf = ({ reasons }: Verdict, rule: string) => reasons.find((reason) => reason.rule === rule);

describe('evidence.from', () => {
  const RULES = 'evidence: {from: [ci]}';
  const critical = aScanRecord({ report: 'sha256:1', sender: CI, claims: [aClaim()] });
  const whitewash = aScanRecord({
    report: 'sha256:2',
    sender: LAPTOP,
    scannedAt: '2026-11-20T13:00:00.000Z',
    receivedAt: '2026-11-20T13:00:00.000Z',
  });

  it('lets nobody else’s newer report take the place of one that counts', () => {
    expect(judge('', [critical, whitewash]).outcome).toBe('pass');
    const verdict = judge(RULES, [critical, whitewash], ['ci']);
    expect(verdict.outcome).toBe('fail');
    expect(reasonOf(verdict, 'evidence.from')).toMatchObject({
      outcome: 'pass',
      message: 'Only scans from ci count. 1 scan from another sender does not count.',
    });
  });

  it('passes on scans of its senders alone', () => {
    expect(judge(RULES, [{ ...whitewash, sender: CI }], ['ci']).outcome).toBe('pass');
  });

  it('is unknown where only others sent scans', () => {
    const verdict = judge(RULES, [whitewash], ['ci']);
    expect(verdict.outcome).toBe('unknown');
    expect(reasonOf(verdict, 'evidence.from')).toMatchObject({
      message: 'No scan from ci was received. 1 scan from another sender does not count.',
      remedy: 'Scan the image, and send the report as ci.',
    });
  });

  it('is unknown where the facts were not taken from its senders alone', () => {
    for (const from of [undefined, ['laptop']]) {
      const reason = reasonOf(judge(RULES, [critical], from), 'evidence.from');
      expect(reason).toMatchObject({ outcome: 'unknown', isChecked: false });
      expect(reason?.remedy).toContain('Ask the server');
    }
  });

  it('never takes facts of some senders for an environment that asks for everybody’s', () => {
    expect(() => judge('', [critical], ['ci'])).toThrow('asks for everybody');
  });
});

describe('evidence.recalled', () => {
  const recall = { id: '3', reason: 'Trivy 0.69.4 was\n tampered with.' };

  it('makes what rests on a recalled scan unknown, and says why', () => {
    const verdict = judge('', [aScanRecord({ recall })]);
    expect(verdict.outcome).toBe('unknown');
    expect(reasonOf(verdict, 'evidence.recalled')).toMatchObject({
      outcome: 'unknown',
      message: 'A scan was recalled: trivy of 2026-11-20 12:00 UTC (vulnerabilities): Trivy 0.69.4 was tampered with.',
      remedy: 'Scan the image again, and send the report.',
    });
  });

  it('does not let the scan before it pass for it', () => {
    const before = aScanRecord({ report: 'sha256:0', scannedAt: '2026-11-19T00:00:00.000Z' });
    expect(judge('', [before, aScanRecord({ recall })]).outcome).toBe('unknown');
  });

  it('says nothing once a scan that counts has looked later', () => {
    const later = aScanRecord({
      report: 'sha256:2',
      scannedAt: '2026-11-20T13:00:00.000Z',
      receivedAt: '2026-11-20T13:00:00.000Z',
    });
    const verdict = judge('', [aScanRecord({ recall }), later]);
    expect(verdict.outcome).toBe('pass');
    expect(reasonOf(verdict, 'evidence.recalled')).toBeUndefined();
  });
});

describe('evidence.tools', () => {
  const RULES = 'evidence: {tools: {trivy: {deny: ["0.69.4 - 0.69.6"], least: "0.60.0"}}}';
  const by = (version: string | null, given: Partial<ScanRecord> = {}) =>
    aScanRecord({ report: `sha256:${version}`, tool: { name: 'Trivy', version }, ...given });

  it.each([
    ['0.69.5', 'version 0.69.5 is denied (0.69.4 - 0.69.6)'],
    ['v0.59.1', 'version v0.59.1 is below 0.60.0'],
    ['dev', '"dev" is no version'],
    [null, 'the version of the tool is not stated'],
    [' ', 'the version of the tool is not stated'],
  ])('takes a scan by version %j for none, and says why and what to do', (version, reason) => {
    const verdict = judge(RULES, [by(version, { claims: [aClaim()] })]);
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.inputs.scans).toEqual([]);
    expect(reasonOf(verdict, 'evidence.tools')).toMatchObject({
      outcome: 'unknown',
      message: `A scan does not count: Trivy of 2026-11-20 12:00 UTC (vulnerabilities): ${reason}.`,
      remedy: 'Scan the image again with trivy 0.60.0 or later, except 0.69.4 - 0.69.6, and send the report.',
    });
    expect(reasonOf(verdict, 'evidence.require')?.message).toBe(
      'No scan of this artifact counts: each is by a version of its tool that the policy denies.',
    );
  });

  it.each(['0.60.0', 'v0.69.3', '0.70', '0.100.0'])('takes a scan by version %s', (version) => {
    const verdict = judge(RULES, [by(version)]);
    expect(verdict.outcome).toBe('pass');
    expect(reasonOf(verdict, 'evidence.tools')?.message).toBe('No scan is by a version that the policy denies.');
  });

  it('does not let a newer scan by a denied version take the place of one that counts', () => {
    const critical = by('0.75.0', { claims: [aClaim()] });
    const tampered = by('0.69.4', { scannedAt: '2026-11-20T13:00:00.000Z', receivedAt: '2026-11-20T13:00:00.000Z' });
    const verdict = judge(RULES, [critical, tampered]);
    expect(verdict.outcome).toBe('fail');
    expect(verdict.inputs.scans.map(({ report }) => report)).toEqual([critical.report]);
  });

  it('is satisfied once a scan that counts has looked later', () => {
    const later = { scannedAt: '2026-11-20T13:00:00.000Z', receivedAt: '2026-11-20T13:00:00.000Z' };
    for (const tool of [by('0.75.0', later), by('0.75.0', { ...later, tool: { name: 'grype', version: null } })]) {
      expect(judge(RULES, [by('0.69.4'), tool]).outcome).toBe('pass');
    }
  });

  it('accepts that a version is not stated only where the policy says so, and says it', () => {
    const rules = 'evidence: {tools: {trivy: {deny: ["0.69.4 - 0.69.6"], unstated: accept}}}';
    expect(reasonOf(judge(rules, [by(null)]), 'evidence.tools')).toMatchObject({
      outcome: 'pass',
      message:
        'No scan is by a version that the policy denies. 1 scan does not state the version of its tool (Trivy). The policy accepts this.',
    });
    expect(judge(rules, [by('dev')]).outcome).toBe('pass');
    expect(judge(rules, [by('0.69.5')]).outcome).toBe('unknown');
  });

  it('is never evaluated on facts that were taken by other rules', () => {
    const policy = parsePolicy(
      `version: 1\nenvironments: {prod: {vulnerabilities: {critical: 0}, ${RULES}}, dev: {secrets: {total: 0}}}`,
    );
    const tools = policy.environments[0]?.settings.evidence?.tools;
    const ask = (environment: string, rules: EvidenceRules) =>
      evaluate({
        facts: factsFrom([by('0.69.5')], {}, rules),
        policy,
        waivers: [],
        environment,
        at: '2026-11-21T00:00:00.000Z',
      });
    expect(() => ask('prod', {})).toThrow('prod counts other versions');
    expect(() => ask('dev', { tools })).toThrow('dev counts other versions');
  });
});

describe('evidence.atLeast', () => {
  const RULES = 'evidence: {atLeast: 2}';
  const grype = aScanRecord({ report: 'sha256:2', tool: { name: 'grype', version: null }, format: 'grype' });

  it('passes once as many tools looked for vulnerabilities', () => {
    expect(reasonOf(judge(RULES, [aScanRecord(), grype]), 'evidence.atLeast')).toMatchObject({
      outcome: 'pass',
      message: '2 tools scanned for vulnerabilities (grype and trivy).',
    });
  });

  it.each<[string, readonly ScanRecord[]]>([
    ['another format of the same tool', [aScanRecord(), { ...grype, tool: { name: 'Trivy', version: null } }]],
    ['one that looked for secrets', [aScanRecord(), { ...grype, covers: ['secret'] }]],
    ['one of the sources', [aScanRecord(), { ...grype, target: 'sources' }]],
    ['one that failed', [aScanRecord(), { ...grype, covers: [], attempted: ['match'] }]],
    ['one that was recalled', [aScanRecord(), { ...grype, recall: { id: '1', reason: 'stolen' } }]],
  ])('does not count %s', (_, scans) => {
    expect(reasonOf(judge(RULES, scans), 'evidence.atLeast')).toMatchObject({
      outcome: 'unknown',
      remedy: 'Scan the image with 1 other tool as well, such as grype, and send the report.',
    });
  });
});

describe('evidence.mismatch', () => {
  const mismatches = [{ pointer: '', message: 'The report is of web, and it is filed for api.' }];
  const other = aScanRecord({ mismatches });

  it('is unknown by default, and says what the report is of', () => {
    const verdict = judge('', [other]);
    expect(verdict.outcome).toBe('unknown');
    expect(reasonOf(verdict, 'evidence.mismatch')).toMatchObject({
      outcome: 'unknown',
      message: 'A report does not fit what it is filed for: trivy: The report is of web, and it is filed for api.',
      remedy: 'Scan the image itself by its digest, and send the report.',
    });
    expect(verdict.inputs.scans).toMatchObject([{ mismatches }]);
  });

  it('says what the policy accepts', () => {
    const verdict = judge('evidence: {mismatch: accept}', [other]);
    expect(verdict.outcome).toBe('pass');
    expect(reasonOf(verdict, 'evidence.mismatch')?.notes).toEqual(['The policy accepts this.']);
  });

  it('is named where nothing differs only if the policy names it', () => {
    expect(reasonOf(judge('', [aScanRecord()]), 'evidence.mismatch')).toBeUndefined();
    expect(reasonOf(judge('evidence: {mismatch: refuse}', [aScanRecord()]), 'evidence.mismatch')?.outcome).toBe('pass');
  });
});

describe('the inputs of a verdict', () => {
  it('name who sent a scan, and another sender makes another verdict', () => {
    const [byCi, byLaptop] = [CI, LAPTOP].map((sender) => judge('', [aScanRecord({ sender })]));
    expect(byCi?.inputs.scans[0]?.sender).toEqual({ kind: 'token', name: 'ci', via: 'token', trustRule: null });
    expect(byCi?.verdictId).not.toBe(byLaptop?.verdictId);
  });
});
