/** Why a signature is not trusted. The message is part of a sentence, without a full stop. */
export class UntrustedSigner extends Error {
  override readonly name = 'UntrustedSigner';
}

export const NOT_SIGNED = 'the signature does not fit: it is of another key, or what it signs was changed';
