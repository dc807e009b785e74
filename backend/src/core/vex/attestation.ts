import type { KeyObject } from 'node:crypto';
import { isSignedBy } from '../signatures/dsse-signature.js';
import { fingerprintOf } from '../signatures/key-fingerprint.js';
import { statementOf } from '../signatures/statement.js';
import { Given } from './given.js';
import { jsonOf, textOf } from './parse-json.js';
import { invalidAt, VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

/** That a document is the predicate of an in-toto statement. */
export interface Attestation {
  /** `sha256:…` of each subject: it says something of these alone. */
  readonly subjects: readonly string[];
  /** Fingerprints of those keys, of the ones that were at hand, with which it is signed. */
  readonly signedBy: readonly string[];
  /** Who has signed it without a key, as a policy names them (`signer:IDENTITY issuer:URL`). Left out where that was not checked. */
  readonly signer?: string;
}

const STATEMENT_TYPE = 'application/vnd.in-toto+json';

/** What cosign calls `openvex` and `cyclonedx`. */
const PREDICATE = /^https:\/\/(?:openvex\.dev\/ns|cyclonedx\.org\/(?:bom|vex))(?:\/v[\d.]+)?$/;

/** Whether an attestation of this type is read. Null: it does not say, and so it is looked at. */
export function isVexPredicate(predicateType: string | null): boolean {
  return predicateType === null || PREDICATE.test(predicateType);
}

/**
 * What is attested, where the document is a DSSE envelope, a Sigstore bundle or a bare in-toto statement; null where it is none of these.
 * `keys`: what it may be signed with; `signer`: who has signed it without a key, as was checked before. Throws VexError.
 */
export function attestedIn(
  document: Given,
  keys: readonly KeyObject[],
  signer: string | null = null,
): { readonly predicate: Given; readonly attestation: Attestation } | null {
  if (document.at('_type').isText) return statementIn(Buffer.from(document.json()), []);
  const bundled = document.at('dsseEnvelope');
  const envelope = bundled.isThere ? bundled : document;
  if (!envelope.at('payloadType').isText || !envelope.at('payload').isText) return null;
  const payloadType = envelope.at('payloadType').identifier() ?? '';
  if (payloadType !== STATEMENT_TYPE) {
    throw invalidAt(`${envelope.pointer}/payloadType`, `must be ${STATEMENT_TYPE}, and is "${payloadType}"`);
  }
  const payload = Buffer.from(envelope.at('payload').text(VEX_LIMITS.bytes) ?? '', 'base64');
  const signatures = envelope
    .at('signatures')
    .list()
    .map((signature) => ({ sig: Buffer.from(signature.at('sig').identifier() ?? '', 'base64'), keyid: '' }));
  if (signatures.length > VEX_LIMITS.signatures) {
    throw new VexError('vex_limit', `the envelope has more than ${VEX_LIMITS.signatures} signatures`);
  }
  const signedBy = keys.filter((key) => isSignedBy(key, { payload, payloadType, signatures })).map(fingerprintOf);
  const { predicate, attestation } = statementIn(payload, [...new Set(signedBy)].toSorted());
  return { predicate, attestation: { ...attestation, ...(signer === null ? {} : { signer }) } };
}

/** Whether the document may say something of the artifact: one that is not attested of any. */
export function isAbout({ attestation }: { readonly attestation: Attestation | null }, digest: string): boolean {
  return attestation === null || attestation.subjects.includes(digest);
}

function statementIn(payload: Buffer, signedBy: readonly string[]): NonNullable<ReturnType<typeof attestedIn>> {
  const value = jsonOf(textOf(payload));
  const statement = statementOf(payload);
  if (statement === null) throw new VexError('vex_invalid', 'what is signed is no in-toto statement');
  if (!isVexPredicate(statement.predicateType)) {
    throw new VexError(
      'vex_format_unknown',
      `what is attested is no VEX document of OpenVEX or CycloneDX, but ${statement.predicateType}`,
    );
  }
  const subjects = [...new Set(statement.digests)];
  if (subjects.length > VEX_LIMITS.subjects) {
    throw new VexError('vex_limit', `the statement has more than ${VEX_LIMITS.subjects} subjects`);
  }
  return { predicate: new Given(value).at('predicate'), attestation: { subjects, signedBy } };
}
