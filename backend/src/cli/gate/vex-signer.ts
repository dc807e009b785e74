import { readFile } from 'node:fs/promises';
import type { SignerOf } from '../../core/trust/bundle-signer.js';
import { VexError } from '../../core/vex/vex-error.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

/** By a file with Sigstore's roots; null where there is none. What it answers throws VexError, this CommandError. */
export async function readSigner(path: string | undefined): Promise<SignerOf | null> {
  if (path === undefined) return null;
  const [{ bundleSigner }, { UntrustedSigner }] = await Promise.all([
    import('../../core/trust/bundle-signer.js'),
    import('../../core/trust/untrusted-signer.js'),
  ]);
  const signerOf = await rootIn(path, bundleSigner);
  return (document) => {
    try {
      return signerOf(document);
    } catch (error) {
      if (error instanceof UntrustedSigner)
        throw new VexError('vex_invalid', `its signature does not count: ${error.message}`);
      throw error;
    }
  };
}

async function rootIn<Read>(path: string, read: (text: string) => Read): Promise<Read> {
  try {
    return read(await readFile(path, 'utf8'));
  } catch (error) {
    throw new CommandError(
      ExitCode.usage,
      `--vex-trusted-root ${path}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
