import {
  type BundleWithDsseEnvelope,
  bundleFromJSON,
  isBundleWithDsseEnvelope,
  type SerializedBundle,
} from '@sigstore/bundle';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readNamedText } from './named-text.js';
import { publicKeysIn } from './public-keys.js';
import { isSignedBy } from './dsse-signature.js';
import { type Statement, statementOf } from './statement.js';
import { NOT_SIGNED, UntrustedSigner } from './untrusted-signer.js';

/** Whose word counts: that of any of these keys, or that of whoever an issuer says they are. */
export interface TrustOptions {
  /** Files with public keys (PEM). */
  readonly key?: readonly string[];
  readonly certificateIdentity?: string;
  readonly certificateOidcIssuer?: string;
  /** Sigstore's trusted root, as `cosign trusted-root create` or `gh attestation trusted-root` writes it. */
  readonly trustedRoot?: string;
}

/** A signed statement, or why it is not to be believed. */
export type Examined = { readonly statement: Statement } | { readonly refusal: string };

const STATEMENT_TYPE = 'application/vnd.in-toto+json';

/** Checks Sigstore bundles, offline. */
export class Trust {
  private constructor(
    /** Whose word counts, for people. */
    readonly description: string,
    private readonly check: (bundle: BundleWithDsseEnvelope) => void,
  ) {}

  /** Throws CommandError where it is not said whose word counts, or what says so cannot be read. */
  static async from({ key = [], ...options }: TrustOptions): Promise<Trust> {
    const keys = key.filter((path) => path !== '');
    // What a pipeline leaves empty is not said.
    const identity = options.certificateIdentity || null;
    const issuer = options.certificateOidcIssuer || null;
    const isKeyless = identity !== null || issuer !== null;
    if (keys.length > 0 && isKeyless) throw usage('Name a key or an identity, not both.');
    if (keys.length > 0) return Trust.#ofKeys(keys);
    if (!isKeyless) {
      throw usage(
        'Whose signature counts? Name --key FILE, or --certificate-identity and --certificate-oidc-issuer (with --trusted-root FILE).',
      );
    }
    if (identity === null || issuer === null) {
      throw usage('An identity means something only together with its issuer: name both, exactly.');
    }
    if (!options.trustedRoot) {
      throw usage(
        '--trusted-root FILE is needed: Sigstore\'s roots, as "cosign trusted-root create --with-default-services --out FILE" writes them.',
      );
    }
    return Trust.#ofIdentity(identity, issuer, options.trustedRoot);
  }

  /** The key alone is trusted, so that what a log or a clock says besides is neither needed nor believed. */
  static async #ofKeys(paths: readonly string[]): Promise<Trust> {
    const keys = (await Promise.all(paths.map(publicKeysIn))).flat();
    const which = `the key${keys.length === 1 ? '' : 's'} in ${paths.join(', ')}`;
    return new Trust(which, ({ verificationMaterial, content: { dsseEnvelope } }) => {
      if (verificationMaterial.content.$case !== 'publicKey') {
        throw new UntrustedSigner('signed with a certificate, and not with a key');
      }
      if (!keys.some((key) => isSignedBy(key, dsseEnvelope))) throw new UntrustedSigner(NOT_SIGNED);
    });
  }

  static async #ofIdentity(identity: string, issuer: string, rootPath: string): Promise<Trust> {
    const text = await readNamedText(rootPath);
    const { keylessCheck } = await import('./keyless-check.js');
    let check: ReturnType<typeof keylessCheck>;
    try {
      check = keylessCheck(identity, issuer, text);
    } catch (error) {
      throw usage(`${rootPath} is no trusted root of Sigstore.`, error);
    }
    return new Trust(`${identity}, as ${issuer} says`, (bundle) => {
      if (bundle.verificationMaterial.content.$case === 'publicKey') {
        throw new UntrustedSigner('signed with a key, and not with a certificate');
      }
      check(bundle);
    });
  }

  examine(bytes: Uint8Array): Examined {
    try {
      const bundle = bundleFromJSON(JSON.parse(Buffer.from(bytes).toString('utf8')) as SerializedBundle);
      if (!isBundleWithDsseEnvelope(bundle)) return { refusal: 'it signs bytes, and says nothing about them' };
      const { payload, payloadType } = bundle.content.dsseEnvelope;
      this.check(bundle);
      if (payloadType !== STATEMENT_TYPE)
        return { refusal: `what is signed is no in-toto statement, but ${payloadType}` };
      const statement = statementOf(payload);
      return statement === null ? { refusal: 'what is signed is no in-toto statement' } : { statement };
    } catch (error) {
      if (error instanceof UntrustedSigner) return { refusal: error.message };
      return { refusal: `it is no Sigstore bundle (${error instanceof Error ? error.message : String(error)})` };
    }
  }
}

function usage(message: string, cause?: unknown): CommandError {
  return new CommandError(ExitCode.usage, message, { cause });
}
