import { createPublicKey, type KeyObject } from 'node:crypto';

const BLOCK = /-----BEGIN (?:RSA )?PUBLIC KEY-----[\s\S]*?-----END (?:RSA )?PUBLIC KEY-----/g;

/** A text that holds no public key with which signatures can be checked here. The message is a sentence. */
export class UnusableKeyError extends Error {
  override readonly name = 'UnusableKeyError';
}

/** The public keys in a text (PEM): one, or several while they are rotated. `path` says where it is from. */
export function publicKeysIn(text: string, path: string): KeyObject[] {
  // A private key would work as well, but must not be given here.
  if (text.includes('PRIVATE KEY')) throw new UnusableKeyError(`${path} holds no public key, but a private one.`);
  const blocks = text.match(BLOCK) ?? [];
  if (blocks.length === 0) {
    throw new UnusableKeyError(`${path} holds no public key (PEM, as "cosign public-key" writes it).`);
  }
  return blocks.map((block) => keyIn(block, path));
}

function keyIn(block: string, path: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(block);
  } catch (error) {
    throw new UnusableKeyError(
      `${path} holds no public key (${error instanceof Error ? error.message : String(error)}).`,
      { cause: error },
    );
  }
  const { asymmetricKeyType: kind = '' } = key;
  // cosign has Ed25519 sign a digest (Ed25519ph), which Node does not know.
  if (kind === 'ec' || kind === 'rsa') return key;
  throw new UnusableKeyError(
    `${path} holds a key of ${kind}, whose signatures cannot be checked here. Take ECDSA (P-256) or RSA.`,
  );
}
