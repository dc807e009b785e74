import { readFile } from 'node:fs/promises';
import { VexError } from '../../core/vex/vex-error.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

/**
 * Who has signed a document without a key, as a policy names them; null where it is no Sigstore bundle with a certificate. Throws VexError where
 * it is one that the trusted root does not vouch for.
 */
export type SignerOf = (document: Uint8Array) => string | null;

/** By a file with Sigstore's roots; null where there is none. Throws CommandError. */
export async function readSigner(path: string | undefined): Promise<SignerOf | null> {
  if (path === undefined) return null;
  const [{ bundleFromJSON }, { keylessSigner }, { UntrustedSigner }] = await Promise.all([
    import('@sigstore/bundle'),
    import('../../core/trust/keyless-check.js'),
    import('../../core/trust/untrusted-signer.js'),
  ]);
  const signerIn = await rootIn(path, keylessSigner);
  return (document) => {
    let bundle;
    try {
      bundle = bundleFromJSON(JSON.parse(Buffer.from(document).toString('utf8')) as never);
    } catch {
      // Another format: who reads it says what is wrong.
      return null;
    }
    if (bundle.verificationMaterial.content.$case === 'publicKey') return null;
    try {
      const { identity, issuer } = signerIn(bundle);
      return identity === null || issuer === null ? null : `signer:${identity} issuer:${issuer}`;
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
