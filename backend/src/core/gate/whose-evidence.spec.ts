import { aClaim, aScanRecord } from '../../../test/factories/scan-record.js';
import type { Sender } from '../model/sender.js';
import { parsePolicy } from '../policy/parse-policy.js';
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
  const facts = factsOf({
    image: 'ghcr.io/acme/api',
    digest: `sha256:${'d'.repeat(64)}`,
    scans,
    ...(from === undefined ? {} : { from }),
    componentCount: 10,
    componentsWithoutPurl: 0,
  });
  const policy = parsePolicy(`version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0}, ${rules}}\n`);
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
