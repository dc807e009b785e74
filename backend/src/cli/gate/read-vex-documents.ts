import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { VexDocument } from '../../core/vex/vex-word.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

/** A document and the file that it is from. */
export interface GivenVex {
  readonly path: string;
  readonly vex: VexDocument;
}

/** One that is missing or cannot be read is wrong usage: left out, it would be missed only when it is needed. */
export async function readVexDocuments(paths: readonly string[] = []): Promise<readonly GivenVex[]> {
  if (paths.length === 0) return [];
  const [{ readVex }, { VexError }] = await Promise.all([
    import('../../core/vex/read-vex.js'),
    import('../../core/vex/vex-error.js'),
  ]);
  const read: GivenVex[] = [];
  for (const path of paths) {
    try {
      const bytes = await readFile(path);
      const document = `sha256:${hash('sha256', bytes, 'hex')}`;
      // The same document twice says no more than once.
      if (read.some(({ vex }) => vex.document === document)) continue;
      read.push({ path, vex: { document, content: readVex(bytes), sender: null } });
    } catch (error) {
      throw new CommandError(ExitCode.usage, `${path}: ${explain(error, VexError)}`, { cause: error });
    }
  }
  return read;
}

function explain(error: unknown, readError: abstract new (...given: never[]) => Error): string {
  if (error instanceof readError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'is a folder; name the document in it.';
  if (code === 'EACCES') return 'may not be read by this account.';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
