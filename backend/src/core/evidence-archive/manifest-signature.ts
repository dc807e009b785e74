import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import { fingerprintOf } from '../signatures/key-fingerprint.js';
import { MANIFEST_TYPE } from './manifest.js';

/** PKCS #8 of an Ed25519 key, up to its 32 bytes. */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The Ed25519 key that a server signs archives of evidence with. Derived, so that replicas have the same one and what else the secret
 * serves for never shares it; another secret is another key.
 */
export function evidenceKeyOf(secretKey: Uint8Array): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', secretKey, '', 'plimsoll evidence signature', 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8_START, seed]), format: 'der', type: 'pkcs8' });
}

/** A DSSE envelope (https://github.com/secure-systems-lab/dsse), as JSON. */
export function signedManifest(manifest: Uint8Array, key: KeyObject): string {
  const payload = Buffer.from(manifest);
  const sig = sign(null, toBeSigned(payload), key).toString('base64');
  const keyid = fingerprintOf(createPublicKey(key));
  const envelope = { payloadType: MANIFEST_TYPE, payload: payload.toString('base64'), signatures: [{ keyid, sig }] };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

/** The manifest that the envelope holds and that key has signed; null where it has not. */
export function manifestSignedBy(envelope: Uint8Array, key: KeyObject): Buffer | null {
  const { payloadType, payload, signatures } = envelopeIn(envelope) ?? {};
  if (payloadType !== MANIFEST_TYPE || typeof payload !== 'string' || !Array.isArray(signatures)) return null;
  const manifest = Buffer.from(payload, 'base64');
  const signed = toBeSigned(manifest);
  const isSigned = (signatures as readonly ({ sig?: unknown } | null)[]).some((signature) => {
    const sig = signature?.sig;
    return typeof sig === 'string' && verify(null, signed, key, Buffer.from(sig, 'base64'));
  });
  return isSigned ? manifest : null;
}

function envelopeIn(bytes: Uint8Array): { payloadType?: unknown; payload?: unknown; signatures?: unknown } | null {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as ReturnType<typeof envelopeIn>;
  } catch {
    return null;
  }
}

/** DSSE's pre-authentication encoding. */
function toBeSigned(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${MANIFEST_TYPE.length} ${MANIFEST_TYPE} ${payload.length} `), payload]);
}
