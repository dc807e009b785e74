import { hash, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SignerOf } from '../../core/trust/bundle-signer.js';
import type { VexDocument } from '../../core/vex/vex-word.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

/** A document and the file that it is from. */
export interface GivenVex {
  readonly path: string;
  readonly vex: VexDocument;
}

/**
 * One that is missing or cannot be read is wrong usage: left out, it would be missed only when it is needed. So is an attestation that is
 * signed with none of the keys, where any are given.
 */
export async function readVexDocuments(
  paths: readonly string[] = [],
  keys: readonly KeyObject[] = [],
  signerOf: SignerOf | null = null,
): Promise<readonly GivenVex[]> {
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
      const content = readVex(bytes, keys, signerOf?.(bytes) ?? null);
      const { attestation } = content;
      if (keys.length > 0 && attestation?.signedBy.length === 0 && attestation.signer === undefined) {
        throw new CommandError(ExitCode.usage, `${path}: is signed with none of the keys that --vex-key names.`);
      }
      read.push({ path, vex: { document, content, sender: null } });
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw new CommandError(ExitCode.usage, `${path}: ${explain(error, VexError)}`, { cause: error });
    }
  }
  return read;
}

/** Throws CommandError. */
export async function readVexKeys(paths: readonly string[] = []): Promise<readonly KeyObject[]> {
  if (paths.length === 0) return [];
  const [{ readKeys }, { VEX_LIMITS }] = await Promise.all([
    import('../ship/read-trust.js'),
    import('../../core/vex/vex-limits.js'),
  ]);
  const keys = (await Promise.all(paths.map(readKeys))).flat();
  if (keys.length <= VEX_LIMITS.keys) return keys;
  throw new CommandError(ExitCode.usage, `--vex-key names more than ${VEX_LIMITS.keys} keys.`);
}

function explain(error: unknown, readError: abstract new (...given: never[]) => Error): string {
  if (error instanceof readError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'is a folder; name the document in it.';
  if (code === 'EACCES') return 'cannot be read by this account (permission denied).';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
