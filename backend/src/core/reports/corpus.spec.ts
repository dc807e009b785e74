import { readFileSync } from 'node:fs';
import { parseReport } from './parse-report.js';
import { ReportError } from './report-error.js';
import type { Scan } from './scan.js';

const FIXTURES = new URL('../../../test/fixtures/', import.meta.url);

interface Expectation {
  readonly path: string;
  readonly outcome: string;
  readonly components: number;
  readonly claims: number;
  readonly problems: number;
  readonly skipped: number;
  readonly warnings: number;
  readonly pointer: string;
  readonly reason: string;
}

function table(name: string): Record<string, string>[] {
  const [head = '', ...rows] = readFileSync(new URL(name, FIXTURES), 'utf8').trimEnd().split('\n');
  const keys = head.split('\t');
  return rows.map((row) => Object.fromEntries(row.split('\t').map((cell, index) => [keys[index] ?? '', cell])));
}

function expectations(): Expectation[] {
  return table('expectations.tsv').map((row) => ({
    path: row['path'] ?? '',
    outcome: row['outcome'] ?? '',
    components: Number(row['components']),
    claims: Number(row['claims']),
    problems: Number(row['problems']),
    skipped: Number(row['skipped']),
    warnings: Number(row['warnings']),
    pointer: row['pointer'] ?? '',
    reason: row['reason'] ?? '',
  }));
}

async function parsed(path: string, strict = false): Promise<Scan | ReportError> {
  try {
    return await parseReport([readFileSync(new URL(path, FIXTURES))], { strict });
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
}

const upstream = new Map(
  ['reports', 'scanner-goldens', 'documents'].flatMap((family) =>
    table(`${family}/MANIFEST.tsv`).map((row): [string, string] => [`${family}/${row['path']}`, row['expected'] ?? '']),
  ),
);

describe('parseReport on what scanners write', () => {
  const all = expectations();
  const taken = all.filter(({ outcome }) => !outcome.startsWith('report_'));
  const refused = all.filter(({ outcome }) => outcome.startsWith('report_'));

  it('has an expectation for every fixture, and a fixture for every expectation', () => {
    expect(all.map(({ path }) => path).toSorted()).toEqual([...upstream.keys()].toSorted());
  });

  it.each(taken)('takes in $path', async (expected) => {
    const scan = await parsed(expected.path);
    if (scan instanceof ReportError) throw scan;
    expect({
      outcome: scan.format,
      components: scan.components.length,
      claims: scan.claims.length,
      problems: scan.problems.length,
      skipped: scan.skippedCount,
      warnings: scan.warningCount,
    }).toEqual({
      outcome: expected.outcome,
      components: expected.components,
      claims: expected.claims,
      problems: expected.problems,
      skipped: expected.skipped,
      warnings: expected.warnings,
    });
    const keys = new Set(scan.components.map(({ key }) => key));
    expect(keys.size).toBe(scan.components.length);
    expect(scan.claims.filter(({ componentKey }) => !keys.has(componentKey))).toEqual([]);
    expect(JSON.parse(JSON.stringify(scan))).toEqual(scan);
  });

  it.each(refused)('refuses $path', async (expected) => {
    const error = await parsed(expected.path);
    expect(error).toBeInstanceOf(ReportError);
    if (!(error instanceof ReportError)) return;
    expect(error.code).toBe(expected.outcome);
    expect(error.issues[0]?.pointer).toBe(expected.pointer);
    expect(error.issues[0]?.message).not.toBe('');
    expect(expected.reason).not.toBe('');
  });

  const invalid = [...upstream]
    .filter(([, stated]) => /INVALID against|must be rejected/.test(stated))
    .map(([path]) => path);

  it('refuses whatever upstream calls invalid, unless it is taken in with a warning and the reason is listed', () => {
    const isRefused = new Set(refused.map(({ path }) => path));
    const listed = taken.filter(
      ({ warnings, reason }) => warnings > 0 && reason.startsWith('taken in with a warning: '),
    );
    const isListed = new Set(listed.map(({ path }) => path));
    expect(invalid.length).toBeGreaterThan(70);
    expect(invalid.filter((path) => !isRefused.has(path) && !isListed.has(path))).toEqual([]);
  });

  it('refuses in a strict reading whatever upstream calls invalid', async () => {
    const accepted: string[] = [];
    for (const path of invalid) if (!((await parsed(path, true)) instanceof ReportError)) accepted.push(path);
    expect(accepted).toEqual([]);
  });

  it('takes in whatever upstream calls valid', () => {
    const valid = [...upstream].filter(
      ([path, stated]) => path.endsWith('.json') && /: VALID against|decodes without error/.test(stated),
    );
    const isTaken = new Set(taken.map(({ path }) => path));
    expect(valid.length).toBeGreaterThan(100);
    expect(valid.filter(([path]) => !isTaken.has(path))).toEqual([]);
  });

  it('finds as many as upstream states, or says why not', () => {
    const others = taken.filter(({ path, claims, problems, reason }) => {
      const stated = /(?:findings|issues)=(\d+)(?![|\d])/.exec(upstream.get(path) ?? '')?.[1];
      return stated !== undefined && Number(stated) !== claims + problems && reason === '';
    });
    expect(others).toEqual([]);
  });
});
