import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REQUIRED_KINDS, type RequiredKind } from '../../core/model/required-kind.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readText } from '../read-text.js';

/** What is known about a scan and not in its reports. It is stored beside them, so that they can be evaluated again. */
export interface ScanNote {
  /** ISO 8601. Trivy's older reports are not dated. */
  readonly at: string;
  readonly look: readonly RequiredKind[];
  /** When Trivy's database was built, ISO 8601. */
  readonly databaseDate: string | null;
}

const FILE = 'scan.json';

export async function writeScanNote(folder: string, note: ScanNote): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify(note)}\n`);
}

/** Throws CommandError. */
export async function readScanNote(folder: string): Promise<ScanNote> {
  const text = await readText(join(folder, FILE));
  const refusal = `${folder} is no folder that scripts/security-scan.sh has filed: it lacks a valid ${FILE}.`;
  if (text === null) throw new CommandError(ExitCode.usage, refusal);
  try {
    const { at, look, databaseDate } = JSON.parse(text) as Partial<Record<keyof ScanNote, unknown>>;
    return {
      at: new Date(String(at)).toISOString(),
      look: REQUIRED_KINDS.filter((kind) => Array.isArray(look) && look.includes(kind)),
      databaseDate: typeof databaseDate === 'string' ? new Date(databaseDate).toISOString() : null,
    };
  } catch (error) {
    throw new CommandError(ExitCode.usage, refusal, { cause: error });
  }
}
