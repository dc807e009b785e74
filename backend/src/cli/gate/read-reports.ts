import type { Readable } from 'node:stream';
import type { FindingKind } from '../../core/model/finding-kind.js';
import { withGivenFacts } from '../../core/reports/given-facts.js';
import { parseReport } from '../../core/reports/parse-report.js';
import { ReportError } from '../../core/reports/report-error.js';
import type { ReportFormat, Scan } from '../../core/reports/scan.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { openReport } from './report-source.js';

/** A report as read: where from, what it says, and the name of its bytes. */
export interface ReadReport {
  readonly path: string;
  readonly scan: Scan;
  /** `sha256:` of the decompressed bytes. */
  readonly digest: string;
}

/** What the command line says about every report; the database's date counts where a report has none. */
interface GivenFacts {
  readonly format?: ReportFormat;
  /** Refuses also what is invalid where nothing depends on it. */
  readonly strict?: boolean;
  readonly databaseDate?: Date;
  /** What the scanners looked for, found or not. */
  readonly covers?: readonly FindingKind[];
}

/** Reads reports one after the other. A missing, empty or invalid one is a scanner that failed: exit code 4. */
export async function readReports(paths: readonly string[], given: GivenFacts, stdin: Readable): Promise<ReadReport[]> {
  const reports: ReadReport[] = [];
  for (const path of paths) reports.push(await readReport(path, given, stdin));
  return reports;
}

async function readReport(path: string, given: GivenFacts, stdin: Readable): Promise<ReadReport> {
  const source = openReport(path, stdin);
  try {
    const read = await parseReport(source.bytes, {
      ...(given.format === undefined ? {} : { format: given.format }),
      strict: given.strict ?? false,
    });
    const scan = withGivenFacts(read, { databaseDate: given.databaseDate?.toISOString(), covers: given.covers });
    return { path, scan, digest: source.digest() };
  } catch (error) {
    throw new CommandError(ExitCode.failedToRun, `${nameOf(path)}: ${explain(error)}`, { cause: error });
  }
}

/** How messages name a report. */
export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function explain(error: unknown): string {
  if (error instanceof ReportError) {
    return [error.message, ...error.issues.map(({ pointer, message }) => `  at ${pointer || '/'}: ${message}`)].join(
      '\n',
    );
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file. Check that the scanner wrote its report.';
  if (code === 'EISDIR') return 'is a folder; name the report in it.';
  if (code === 'EACCES') return 'cannot be read by this account (permission denied).';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
