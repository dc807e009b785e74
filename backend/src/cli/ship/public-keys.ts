import { createPublicKey, type KeyObject } from 'node:crypto';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readNamedText } from './named-text.js';

const BLOCK = /-----BEGIN (?:RSA )?PUBLIC KEY-----[\s\S]*?-----END (?:RSA )?PUBLIC KEY-----/g;
/** As cosign writes the address of a key that it does not hold itself. */
const ADDRESS = /^(?:[a-z0-9]+:\/\/|pkcs11:)/;

/** The public keys in a file (PEM): one, or several while they are rotated. Throws CommandError. */
export async function publicKeysIn(path: string): Promise<KeyObject[]> {
  if (ADDRESS.test(path)) {
    throw usage(`${path} is not in a file. Write it to one: "cosign public-key --key ${path} --outfile cosign.pub".`);
  }
  const text = await readNamedText(path);
  // A private key would do as well, and has no business here.
  if (text.includes('PRIVATE KEY')) throw usage(`${path} holds no public key, but a private one.`);
  const blocks = text.match(BLOCK) ?? [];
  if (blocks.length === 0) throw usage(`${path} holds no public key (PEM, as "cosign public-key" writes it).`);
  return blocks.map((block) => keyIn(block, path));
}

function keyIn(block: string, path: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(block);
  } catch (error) {
    throw usage(`${path} holds no public key (${error instanceof Error ? error.message : String(error)}).`, error);
  }
  const { asymmetricKeyType: kind = '' } = key;
  // cosign has Ed25519 sign a digest (Ed25519ph), which Node does not know.
  if (kind === 'ec' || kind === 'rsa') return key;
  throw usage(`${path} holds a key of ${kind}, whose signatures cannot be checked here. Take ECDSA (P-256) or RSA.`);
}

function usage(message: string, cause?: unknown): CommandError {
  return new CommandError(ExitCode.usage, message, { cause });
}
