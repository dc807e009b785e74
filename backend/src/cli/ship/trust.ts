import { createPublicKey } from 'node:crypto';
import { type Bundle, bundleFromJSON, type SerializedBundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readText, UnreadableError } from '../read-text.js';
import { type Statement, statementOf } from './statement.js';

/** Whose word counts: that of a key, or that of whoever an issuer says they are. */
export interface TrustOptions {
  /** A file with a public key (PEM). */
  readonly key?: string;
  readonly certificateIdentity?: string;
  readonly certificateOidcIssuer?: string;
  /** Sigstore's trusted root, as `cosign trusted-root create` or `gh attestation trusted-root` writes it. */
  readonly trustedRoot?: string;
}

/** A signed statement, or why it is not to be believed. */
export type Examined = { readonly statement: Statement } | { readonly refusal: string };

/** Checks Sigstore bundles, offline. */
export class Trust {
  private constructor(
    /** Whose word counts, for people. */
    readonly description: string,
    private readonly check: (bundle: Bundle) => void,
  ) {}

  /** Throws CommandError where it is not said whose word counts, or what says so cannot be read. */
  static async from(options: TrustOptions): Promise<Trust> {
    const { key, certificateIdentity, certificateOidcIssuer, trustedRoot } = options;
    const isKeyless = certificateIdentity !== undefined || certificateOidcIssuer !== undefined;
    if (key !== undefined && isKeyless) throw usage('Name a key or an identity, not both.');
    if (key !== undefined) return Trust.#ofKey(key);
    if (!isKeyless) {
      throw usage(
        'Whose signature counts? Name --key FILE, or --certificate-identity and --certificate-oidc-issuer (with --trusted-root FILE).',
      );
    }
    if (!certificateIdentity || !certificateOidcIssuer) {
      throw usage('An identity means something only together with its issuer: name both, exactly.');
    }
    if (trustedRoot === undefined) {
      throw usage(
        '--trusted-root FILE is needed: Sigstore\'s roots, as "cosign trusted-root create --with-default-services --out FILE" writes them.',
      );
    }
    return Trust.#ofIdentity(certificateIdentity, certificateOidcIssuer, trustedRoot);
  }

  static async #ofKey(path: string): Promise<Trust> {
    const text = await contentOf(path);
    let publicKey: ReturnType<typeof createPublicKey>;
    try {
      // A private key would be taken as well, and has no business here.
      if (/PRIVATE KEY/.test(text)) throw new Error('it is a private key');
      publicKey = createPublicKey(text);
    } catch (error) {
      throw usage(`${path} holds no public key (${error instanceof Error ? error.message : String(error)}).`, error);
    }
    const material = toTrustMaterial(TrustedRoot.fromJSON({}), () => ({ publicKey, validFor: () => true }));
    const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
    return new Trust(`the key in ${path}`, (bundle) => {
      // The key alone is trusted, so that what a log or a clock says besides is neither needed nor believed.
      verifier.verify({ ...toSignedEntity(bundle), tlogEntries: [], timestamps: [] });
    });
  }

  static async #ofIdentity(identity: string, issuer: string, rootPath: string): Promise<Trust> {
    const text = await contentOf(rootPath);
    let verifier: Verifier;
    try {
      verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(text))));
    } catch (error) {
      throw usage(`${rootPath} is no trusted root of Sigstore.`, error);
    }
    return new Trust(`${identity}, as ${issuer} says`, (bundle) => {
      const { identity: signer } = verifier.verify(toSignedEntity(bundle));
      // Letter by letter: the library would take the name for a pattern.
      if (signer?.subjectAlternativeName !== identity || signer.extensions?.issuer !== issuer) {
        throw new UntrustedSigner(
          `signed by ${signer?.subjectAlternativeName ?? 'nobody'}, as ${signer?.extensions?.issuer ?? 'nobody'} says`,
        );
      }
    });
  }

  examine(bytes: Uint8Array): Examined {
    try {
      const bundle = bundleFromJSON(JSON.parse(Buffer.from(bytes).toString('utf8')) as SerializedBundle);
      this.check(bundle);
      const statement =
        bundle.content.$case === 'dsseEnvelope' ? statementOf(bundle.content.dsseEnvelope.payload) : null;
      return statement === null ? { refusal: 'not an in-toto statement' } : { statement };
    } catch (error) {
      if (error instanceof VerificationError || error instanceof UntrustedSigner) return { refusal: error.message };
      return { refusal: `not a Sigstore bundle (${error instanceof Error ? error.message : String(error)})` };
    }
  }
}

class UntrustedSigner extends Error {
  override readonly name = 'UntrustedSigner';
}

async function contentOf(path: string): Promise<string> {
  try {
    const text = await readText(path);
    if (text !== null) return text;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw usage(error.message, error);
  }
  throw usage(`there is no file ${path}.`);
}

function usage(message: string, cause?: unknown): CommandError {
  return new CommandError(ExitCode.usage, message, { cause });
}
