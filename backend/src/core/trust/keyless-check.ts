import type { Bundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import { refusalOf } from './refusal-words.js';
import { UntrustedSigner } from './untrusted-signer.js';
import { UnusableRootError } from './unusable-root-error.js';

/**
 * Checks that a bundle is signed with a certificate that an authority of the trusted root issued for the identity, as
 * logs of that root prove. Throws UnusableRootError; what it answers throws UntrustedSigner. A module of its own,
 * because it takes as long to load as all the rest.
 */
export function keylessCheck(identity: string, issuer: string, trustedRoot: string): (bundle: Bundle) => void {
  const signerOf = keylessSigner(trustedRoot);
  return (bundle) => {
    const signer = signerOf(bundle);
    // Letter by letter: the library would take the name for a pattern.
    if (signer.identity !== identity || signer.issuer !== issuer) {
      throw new UntrustedSigner(
        `signed by ${signer.identity ?? 'an unnamed identity'}, as ${signer.issuer ?? 'an unnamed issuer'} says`,
      );
    }
  };
}

/** Who has signed, and who says so; null where the certificate does not name them. */
export interface KeylessSigner {
  readonly identity: string | null;
  readonly issuer: string | null;
}

/** The same check for any signer. Throws UnusableRootError; what it answers throws UntrustedSigner. */
export function keylessSigner(trustedRoot: string): (bundle: Bundle) => KeylessSigner {
  const verifier = verifierBy(trustedRoot);
  return (bundle) => {
    const signer = signerOf(bundle, verifier);
    return { identity: signer?.subjectAlternativeName ?? null, issuer: signer?.extensions?.issuer ?? null };
  };
}

function verifierBy(trustedRoot: string): Verifier {
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(trustedRoot));
    if (root.certificateAuthorities.length === 0) throw new Error('it names no certificate authority');
    return new Verifier(toTrustMaterial(root));
  } catch (error) {
    throw new UnusableRootError('it is no trusted root of Sigstore', { cause: error });
  }
}

function signerOf(bundle: Bundle, verifier: Verifier) {
  try {
    return verifier.verify(toSignedEntity(bundle)).identity;
  } catch (error) {
    if (error instanceof VerificationError) throw new UntrustedSigner(refusalOf(error));
    throw error;
  }
}
