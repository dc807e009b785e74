import { type KeyObject, sign } from 'node:crypto';

/** A VEX document as `cosign attest --type openvex` signs it. `isBundle`: in a Sigstore bundle, as it keeps it since 3.0. */
export function attestedVex(
  predicate: object,
  {
    key,
    digests,
    isBundle = false,
  }: { readonly key: KeyObject; readonly digests: readonly string[]; readonly isBundle?: boolean },
): string {
  const payloadType = 'application/vnd.in-toto+json';
  const payload = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType: 'https://openvex.dev/ns/v0.2.0',
      subject: digests.map((digest) => ({
        name: 'ghcr.io/acme/api',
        digest: { sha256: digest.replace('sha256:', '') },
      })),
      predicate,
    }),
  );
  const signed = Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
  const dsseEnvelope = {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: '', sig: sign('sha256', signed, key).toString('base64') }],
  };
  if (!isBundle) return JSON.stringify(dsseEnvelope);
  const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
  return JSON.stringify({ mediaType, verificationMaterial: { publicKey: { hint: '' } }, dsseEnvelope });
}
