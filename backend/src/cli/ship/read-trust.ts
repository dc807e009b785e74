import { publicKeysIn, UnusableKeyError } from '../../core/signatures/public-keys.js';
import { Trust } from '../../core/trust/trust.js';
import { UnusableRootError } from '../../core/trust/unusable-root-error.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readText, UnreadableError } from '../read-text.js';

/** Trusted signers: any of these keys, or an identity as stated by its issuer. */
export interface TrustOptions {
  /** Files with public keys (PEM). */
  readonly key?: readonly string[];
  readonly certificateIdentity?: string;
  readonly certificateOidcIssuer?: string;
  /** Sigstore's trusted root, as `cosign trusted-root create` or `gh attestation trusted-root` writes it. */
  readonly trustedRoot?: string;
}

/** As cosign writes the address of a key that it does not hold itself. */
const ADDRESS = /^(?:[a-z0-9]+:\/\/|pkcs11:)/;

/** Throws CommandError where it is not said whose word counts, or what says so cannot be read. */
export async function readTrust({ key = [], ...options }: TrustOptions): Promise<Trust> {
  const keys = key.filter((path) => path !== '');
  // What a pipeline leaves empty is not said.
  const identity = options.certificateIdentity || null;
  const issuer = options.certificateOidcIssuer || null;
  const isKeyless = identity !== null || issuer !== null;
  if (keys.length > 0 && isKeyless) throw usage('Name a key or an identity, not both.');
  if (keys.length > 0) return trustInKeys(keys);
  if (!isKeyless) {
    throw usage('No trusted signer was named. Name --key FILE, or --identity and --issuer (with --trusted-root FILE).');
  }
  if (identity === null || issuer === null) {
    throw usage('An identity needs its issuer. Use --identity and --issuer together.');
  }
  if (!options.trustedRoot) {
    throw usage(
      '--trusted-root FILE is needed: Sigstore\'s roots, as "cosign trusted-root create --with-default-services --out FILE" writes them.',
    );
  }
  return trustInIdentity(identity, issuer, options.trustedRoot);
}

async function trustInKeys(paths: readonly string[]): Promise<Trust> {
  const keys = (await Promise.all(paths.map(readKeys))).flat();
  return Trust.ofKeys(keys, `the key${keys.length === 1 ? '' : 's'} in ${paths.join(', ')}`);
}

/** The public keys in a file. Throws CommandError. */
export async function readKeys(path: string): Promise<ReturnType<typeof publicKeysIn>> {
  if (ADDRESS.test(path)) {
    throw usage(`${path} is not in a file. Write it to one: "cosign public-key --key ${path} --outfile cosign.pub".`);
  }
  const text = await readNamedText(path);
  try {
    return publicKeysIn(text, path);
  } catch (error) {
    if (error instanceof UnusableKeyError) throw usage(error.message, error);
    throw error;
  }
}

async function trustInIdentity(identity: string, issuer: string, rootPath: string): Promise<Trust> {
  const trustedRoot = await readNamedText(rootPath);
  try {
    return await Trust.ofIdentity(identity, issuer, trustedRoot);
  } catch (error) {
    if (error instanceof UnusableRootError) throw usage(`${rootPath} is no trusted root of Sigstore.`, error);
    throw error;
  }
}

/** The text of a file that was named, so it must exist. Throws CommandError. */
async function readNamedText(path: string): Promise<string> {
  let text: string | null;
  try {
    text = await readText(path);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw usage(error.message, error);
  }
  if (text === null) throw usage(`there is no file ${path}.`);
  return text;
}

function usage(message: string, cause?: unknown): CommandError {
  return new CommandError(ExitCode.usage, message, { cause });
}
