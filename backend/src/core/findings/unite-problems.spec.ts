import * as fc from 'fast-check';
import { aProblem, aScanRecord } from '../../../test/factories/scan-record.js';
import type { Problem, ReportFormat } from '../reports/scan.js';
import { uniteFindings } from './unite-findings.js';

function scanBy(tool: string, format: ReportFormat, ...problems: readonly Partial<Problem>[]) {
  return aScanRecord({
    tool: { name: tool, version: null },
    format,
    problems: problems.map((given) => aProblem(given)),
  });
}

const OBJECT = { kind: 'misconfiguration', rule: 'run-as-non-root', path: 'all.yaml', startLine: 1 } as const;
const SECRET = { kind: 'secret', rule: 'aws-access-key-id', path: '.env', startLine: 3 } as const;

describe('uniteProblems', () => {
  it.each([
    ['objects of one line', ['web', 'worker', 'cron'].map((subject) => ({ ...OBJECT, subject }))],
    ['resources of a file', ['s3.a', 's3.b', 's3.c'].map((subject) => ({ ...OBJECT, startLine: null, subject }))],
    ['secrets at three columns', ['1', '40', '80'].map((subject) => ({ ...SECRET, subject }))],
    ['a subject, another, and none', ['web', 'cron', null].map((subject) => ({ ...OBJECT, subject }))],
    [
      'two secrets of one rule and one of another',
      [
        { ...SECRET, subject: '1' },
        { ...SECRET, subject: '40' },
        { ...SECRET, rule: 'github-pat', subject: '80' },
      ],
    ],
    [
      'licences of three packages',
      ['a', 'b', 'c'].map((name) => ({
        kind: 'licence' as const,
        rule: 'GPL-3.0',
        path: null,
        startLine: null,
        componentKey: `pkg:npm/${name}@1`,
      })),
    ],
  ])('keeps apart what one scanner tells apart: %s', (_, problems) => {
    expect(uniteFindings([scanBy('tool', 'sarif', ...problems)])).toHaveLength(3);
    const inTwoScans = problems.map((problem) => scanBy('tool', 'sarif', problem));
    expect(uniteFindings(inTwoScans)).toHaveLength(3);
  });

  it.each([
    ['one format without subjects', null, 'Deployment web is not set to runAsNonRoot'],
    ['two formats in words of their own', 'Deployment/web', 'object: web, Kind=Deployment'],
  ])('takes a problem that %s tells once for one', (_, subject, other) => {
    const scans = [
      scanBy('Trivy', 'trivy', { ...OBJECT, subject }),
      scanBy('trivy', 'sarif', { ...OBJECT, subject: other }),
    ];
    expect(uniteFindings(scans)).toHaveLength(1);
  });

  it('takes a secret that two scanners see at one line for one, whatever rule and column they name', () => {
    const scans = [
      scanBy('trivy', 'trivy', { ...SECRET, subject: null }),
      scanBy('gitleaks', 'sarif', { ...SECRET, rule: 'aws-access-token', subject: '12' }),
    ];
    expect(uniteFindings(scans)).toHaveLength(1);
  });

  it('takes the same subject in two scans, layers or spellings of its path for one', () => {
    const problems = [
      { ...OBJECT, subject: 'web' },
      { ...OBJECT, subject: 'cron' },
      { ...OBJECT, path: './all.yaml', layer: 'sha256:1', subject: 'web' },
    ];
    expect(uniteFindings([scanBy('tool', 'sarif', ...problems), scanBy('tool', 'sarif', ...problems)])).toHaveLength(2);
  });

  it('finds no fewer problems for anything that another report says', () => {
    const problem = fc.record({
      kind: fc.constantFrom('secret' as const, 'misconfiguration' as const),
      rule: fc.constantFrom('a', 'b'),
      path: fc.constantFrom('x', null),
      startLine: fc.constantFrom(1, null),
      subject: fc.constantFrom('s', 't', null),
    });
    const scan = fc
      .record({
        tool: fc.constantFrom('one', 'two'),
        format: fc.constantFrom('sarif' as const, 'trivy' as const),
        problems: fc.array(problem, { maxLength: 4 }),
      })
      .map(({ tool, format, problems }) => scanBy(tool, format, ...problems));
    fc.assert(
      fc.property(fc.array(scan, { maxLength: 3 }), scan, (scans, added) => {
        expect(uniteFindings([...scans, added]).length).toBeGreaterThanOrEqual(uniteFindings(scans).length);
      }),
    );
  });
});
