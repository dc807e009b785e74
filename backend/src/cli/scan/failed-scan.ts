import { join } from 'node:path';
import { ExitCode } from '../exit-code.js';
import { readText } from '../read-text.js';

/** A subject that could not be scanned, or not decided on. */
export interface FailedScan {
  readonly subject: string;
  readonly exitCode: ExitCode;
  /** A sentence. */
  readonly message: string;
}

const FILE = 'failed';

/** What the script left in the folder instead of reports: an exit code, and in the next line why. Null where it did not fail. */
export async function failedScanIn(folder: string): Promise<FailedScan | null> {
  const text = await readText(join(folder, FILE));
  if (text === null) return null;
  const [code, ...lines] = text.trimEnd().split('\n');
  return {
    subject: await subjectIn(folder),
    exitCode: Number(code) === ExitCode.unknown ? ExitCode.unknown : ExitCode.failedToRun,
    message: lines.join('\n'),
  };
}

/** What was scanned, as named on the command line. */
export async function subjectIn(folder: string): Promise<string> {
  return (await readText(join(folder, 'subject')))?.trim() ?? folder;
}
