import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type ComparedSide, listedComponents } from '../../core/compare/side.js';
import { compareText } from '../../core/findings/order.js';
import { currentScans } from '../../core/gate/current-scans.js';
import { KIND_OF } from '../../core/model/required-kind.js';
import type { Scan } from '../../core/reports/scan.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { artifactOfReports } from '../gate/artifact-of-reports.js';
import { type ReadReport, readReports } from '../gate/read-reports.js';
import { readScanNote } from '../scan/scan-note.js';
import { readScannedFolder } from '../scan/scanned-folder.js';
import type { DiffOptions } from './diff.command.js';

type HowToRead = Pick<DiffOptions, 'look' | 'format' | 'strict'>;

const REPORT_FILE = /\.(?:json|sarif)(?:\.(?:gz|zst|br))?$/i;

export interface ReadSide extends ComparedSide {
  /** The current ones. */
  readonly scans: readonly Scan[];
}

/** What a report, or the reports of a folder, say of an artifact. Throws CommandError. */
export async function readSide(path: string, options: HowToRead, stdin: Readable, now: Date): Promise<ReadSide> {
  const reports = await reportsIn(path, options, stdin);
  const at = now.toISOString();
  const { facts, records } = artifactOfReports(reports, {}, at, at);
  const scans = currentScans(records).map(({ read }) => read.scan);
  return { facts, scans, components: listedComponents(scans) };
}

async function reportsIn(path: string, options: HowToRead, stdin: Readable): Promise<ReadReport[]> {
  const { look, format, strict } = options;
  const given = {
    ...(format === undefined ? {} : { format }),
    ...(strict === undefined ? {} : { strict }),
    ...(look === undefined ? {} : { covers: look.map((kind) => KIND_OF[kind]) }),
  };
  if (path === '-' || !(await isFolder(path))) return readReports([path], given, stdin);
  if (existsSync(join(path, 'scan.json'))) {
    const note = await readScanNote(path);
    const databaseDate = note.databaseDate === null ? undefined : new Date(note.databaseDate);
    return [...(await readScannedFolder(path, note.look, databaseDate)).reports];
  }
  const files = (await readdir(path)).filter((name) => REPORT_FILE.test(name)).sort(compareText);
  if (files.length === 0) {
    throw new CommandError(ExitCode.failedToRun, `${path} holds no report: no file there ends in .json or .sarif.`);
  }
  return readReports(
    files.map((name) => join(path, name)),
    given,
    stdin,
  );
}

/** A path that does not exist counts as a file: reading it gives the error. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
