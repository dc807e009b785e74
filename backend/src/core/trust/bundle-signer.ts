import { bundleFromJSON } from '@sigstore/bundle';
import { keylessSigner } from './keyless-check.js';

/**
 * Who has signed a document without a key, as a policy names them (`signer:IDENTITY issuer:URL`); null where it is no
 * Sigstore bundle with a certificate, or its certificate names no one. Throws UntrustedSigner if the trusted root does
 * not confirm it.
 */
export type SignerOf = (document: Uint8Array) => string | null;

/** By the text of a file with Sigstore's roots. Throws UnusableRootError. */
export function bundleSigner(trustedRoot: string): SignerOf {
  const signerIn = keylessSigner(trustedRoot);
  return (document) => {
    let bundle;
    try {
      bundle = bundleFromJSON(JSON.parse(Buffer.from(document).toString('utf8')) as never);
    } catch {
      // Another format: who reads it says what is wrong.
      return null;
    }
    if (bundle.verificationMaterial.content.$case === 'publicKey') return null;
    const { identity, issuer } = signerIn(bundle);
    return identity === null || issuer === null ? null : `signer:${identity} issuer:${issuer}`;
  };
}
