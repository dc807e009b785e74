import { aProblem, aScanRecord, factsFrom } from '../../../test/factories/scan-record.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { evaluate } from './evaluate.js';
import type { ScanRecord } from './scan-record.js';
import type { Reason, Verdict } from './verdict.js';

const AT = '2026-11-21T00:00:00.000Z';

function judge(evidence: string, scans: readonly ScanRecord[], limits = 'vulnerabilities: {critical: 0}'): Verdict {
  const policy = parsePolicy(`version: 1\nenvironments:\n  prod: {${limits}, evidence: {${evidence}}}\n`);
  return evaluate({ facts: factsFrom(scans), policy, waivers: [], environment: 'prod', at: AT });
}

function reasonOf({ reasons }: Verdict, rule: string): Reason | undefined {
  return reasons.find((reason) => reason.rule === `evidence.${rule}`);
}

const day = (date: string) => ({ scannedAt: `${date}T00:00:00.000Z`, receivedAt: `${date}T00:00:00.000Z` });

const image = (given: Partial<ScanRecord> = {}) =>
  aScanRecord({ report: 'sha256:image', ...day('2026-11-20'), ...given });

/** `trivy fs docs/`, filed for the image's digest. */
const docs = (given: Partial<ScanRecord> = {}) =>
  aScanRecord({ report: 'sha256:docs', target: 'filesystem docs', ...day('2026-11-20'), ...given });

const grype = (given: Partial<ScanRecord> = {}) =>
  image({ report: 'sha256:grype', format: 'grype', tool: { name: 'grype', version: null }, ...given });

describe('a scan of something else, filed for an image', () => {
  it('does not show that the image was scanned, and is named', () => {
    const reason = reasonOf(judge('require: [vulnerabilities]', [docs()]), 'require');
    expect(reason).toMatchObject({
      outcome: 'unknown',
      message: 'No scan of the image covers vulnerabilities. What was scanned is filesystem docs.',
      remedy: 'Scan for vulnerabilities with `trivy image --scanners vuln`, or grype, and send the report.',
    });
  });

  it('does not make an old scan of the image younger', () => {
    const old = image(day('2026-01-01'));
    expect(judge('scanAge: 7d', [old]).outcome).toBe('unknown');
    expect(judge('scanAge: 7d', [old, docs()]).outcome).toBe('unknown');
    const databases = [image({ databaseDate: '2026-01-01T00:00:00.000Z' }), docs({ databaseDate: AT })];
    expect(judge('databaseAge: 5d', databases).outcome).toBe('unknown');
  });

  it('is not held against the age of the image’s scans either', () => {
    expect(judge('scanAge: 7d', [image(), docs(day('2026-01-01'))]).outcome).toBe('pass');
  });

  it('counts with what it found: more knowledge only makes worse', () => {
    const secret = docs({ covers: ['match', 'secret'], problems: [aProblem()] });
    expect(judge('require: [vulnerabilities]', [image(), secret], 'secrets: {critical: 0}').outcome).toBe('fail');
  });

  it('knows no exploitation data for the image', () => {
    const rules = 'vulnerabilities: {knownExploited: 0}';
    const [mute, dir] = [
      image({ carries: [] }),
      grype({ target: 'directory docs', carries: ['known-exploited', 'epss'] }),
    ];
    expect(judge('missingData: unknown', [mute, dir], rules).outcome).toBe('unknown');
  });

  it('satisfies a policy whose subject is all that is filed', () => {
    const verdict = judge('subject: all, scanAge: 7d', [docs()]);
    expect(verdict.outcome).toBe('pass');
    expect(reasonOf(verdict, 'require')?.message).toBe(
      'Scans cover vulnerabilities, of the image or of anything else.',
    );
    expect(judge('subject: all, scanAge: 7d', [docs(day('2026-01-01'))]).outcome).toBe('unknown');
  });
});

describe('a fresh scan beside a stale one', () => {
  it('hides it nowhere: the oldest scan decides', () => {
    const reason = reasonOf(judge('scanAge: 7d', [grype(day('2026-01-01')), image()]), 'scanAge');
    expect(reason).toMatchObject({
      outcome: 'unknown',
      message: 'The newest grype scan (2026-01-01 00:00 UTC) expired on 2026-01-08 00:00 UTC (limit 7 days).',
      remedy:
        'Scan the image again with grype, and send the report. If it is no longer used, recall its scans (`plimsoll evidence recall`).',
    });
  });

  it('hides no stale database', () => {
    const stale = grype({ databaseDate: '2026-01-01T00:00:00.000Z' });
    const fresh = image({ databaseDate: '2026-11-20T00:00:00.000Z' });
    expect(reasonOf(judge('databaseAge: 5d', [stale, fresh]), 'databaseAge')).toMatchObject({
      outcome: 'unknown',
      message:
        'The oldest vulnerability database (grype, 2026-01-01 00:00 UTC) expired on 2026-01-06 00:00 UTC (limit 5 days).',
    });
    const undatedToo = judge('databaseAge: 5d, undatedDatabase: accept', [stale, image()]);
    expect(undatedToo.outcome).toBe('unknown');
  });

  it('hides no database without a date: the policy says what that means', () => {
    const scans = [grype({ databaseDate: '2026-11-20T00:00:00.000Z' }), image()];
    expect(reasonOf(judge('databaseAge: 5d', scans), 'databaseAge')).toMatchObject({
      outcome: 'unknown',
      message: 'Not every report states the date of its vulnerability database (trivy).',
    });
    const accepted = reasonOf(judge('databaseAge: 5d, undatedDatabase: accept', scans), 'databaseAge');
    expect(accepted?.outcome).toBe('pass');
    expect(accepted?.notes).toEqual([
      'Not every report states the date of its vulnerability database (trivy). The policy accepts this.',
    ]);
  });

  it('ends the verdict when the first of them grows too old', () => {
    expect(judge('scanAge: 7d', [grype(day('2026-11-15')), image()]).holdsUntil).toBe('2026-11-22T00:00:00.000Z');
  });
});
