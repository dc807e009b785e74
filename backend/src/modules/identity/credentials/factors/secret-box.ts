import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a secret belongs to. It is authenticated, so that a box moved to another owner does not open. */
export interface SecretOwner {
  readonly table: string;
  readonly accountId: number;
}

/**
 * Keeps secrets that must be read again, such as the key of an authenticator app. A box is version (1 byte), nonce (12),
 * AES-256-GCM ciphertext, tag (16). The key is derived, so that what else SECRET_KEY may serve for never shares it.
 */
export class SecretBox {
  private readonly key: Uint8Array;

  constructor(secretKey: Uint8Array) {
    this.key = new Uint8Array(hkdfSync('sha256', secretKey, '', 'plimsoll secret box', 32));
  }

  seal(secret: Uint8Array, owner: SecretOwner): Uint8Array<ArrayBuffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce, { authTagLength: TAG_BYTES }).setAAD(authenticated(owner));
    return Uint8Array.from(
      Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]),
    );
  }

  /** Throws for a box of another owner or key, and for one that was changed. */
  open(box: Uint8Array, owner: SecretOwner): Uint8Array<ArrayBuffer> {
    if (box[0] !== VERSION || box.length < 1 + NONCE_BYTES + TAG_BYTES) throw new SecretBoxError(owner);
    const nonce = box.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(authenticated(owner))
      .setAuthTag(box.subarray(-TAG_BYTES));
    try {
      return Uint8Array.from(
        Buffer.concat([decipher.update(box.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]),
      );
    } catch (cause) {
      throw new SecretBoxError(owner, { cause });
    }
  }
}

/** Goes to the log, because callers can do nothing about it. */
export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';

  constructor({ table, accountId }: SecretOwner, options?: ErrorOptions) {
    super(
      `a secret in ${table} of account ${accountId} cannot be opened: SECRET_KEY is another one, or the row was changed`,
      options,
    );
  }
}

function authenticated({ table, accountId }: SecretOwner): Uint8Array {
  return Buffer.from(`${VERSION}\n${table}\n${accountId}`);
}
