import { type KeyObject, verify } from 'node:crypto';
import type { Envelope } from '@sigstore/bundle';

/** Of which digest a key signs: the one of its own strength, and SHA-256, as older tools and some key services do. */
const DIGESTS_OF_CURVE: Readonly<Record<string, readonly string[]>> = {
  secp384r1: ['sha384', 'sha256'],
  secp521r1: ['sha512', 'sha256'],
};

/** Has that key signed this envelope? (DSSE 1.0; @sigstore/verify knows SHA-256 alone.) */
export function isSignedBy(key: KeyObject, { payload, payloadType, signatures }: Envelope): boolean {
  const type = Buffer.from(payloadType);
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `), payload]);
  const digests = DIGESTS_OF_CURVE[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? ['sha256'];
  return signatures.some(({ sig }) => digests.some((digest) => verify(digest, signed, key, sig)));
}
