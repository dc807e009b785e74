/** What a signature or an attestation says of an artifact (in-toto Statement v1). */
export interface Statement {
  readonly predicateType: string;
  readonly predicate: unknown;
  /** `sha256:…` of each subject. */
  readonly digests: readonly string[];
}

export const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
export const VERDICT = 'https://plimsoll.dev/verdict/v1';
export const CYCLONEDX = 'https://cyclonedx.org/bom';
export const SPDX = 'https://spdx.dev/Document';
export const PROVENANCE = 'https://slsa.dev/provenance/v1';

const STATEMENT = /^https:\/\/in-toto\.io\/Statement\/v(?:0\.1|1)$/;

/** Null for what is no statement. */
export function statementOf(payload: Uint8Array): Statement | null {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return null;
  }
  const { _type, predicateType, predicate, subject } = (value ?? {}) as {
    _type?: unknown;
    predicateType?: unknown;
    predicate?: unknown;
    subject?: unknown;
  };
  if (typeof _type !== 'string' || !STATEMENT.test(_type) || typeof predicateType !== 'string') return null;
  const digests = (Array.isArray(subject) ? (subject as unknown[]) : []).flatMap((each) => {
    const { digest } = (each ?? {}) as { digest?: { sha256?: unknown } | null };
    return typeof digest?.sha256 === 'string' ? [`sha256:${digest.sha256}`] : [];
  });
  return { predicateType, predicate, digests };
}
