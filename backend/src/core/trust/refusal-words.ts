import type { VerificationError } from '@sigstore/verify';
import { NOT_SIGNED } from './untrusted-signer.js';

/** Why a signature is not believed: what to look at, in words that tell one case from the other. */
export function refusalOf(error: VerificationError): string {
  const { code, message } = error;
  if (code === 'SIGNATURE_ERROR') return NOT_SIGNED;
  if (code === 'CERTIFICATE_ERROR') return certificateWords(error);
  if (code === 'TIMESTAMP_ERROR' && /^expected \d+ timestamps?, got 0/.test(message)) {
    return 'nothing that is trusted says when it was signed, and its certificate holds for minutes only';
  }
  if (code === 'TIMESTAMP_ERROR') return `the time of signing is not believed: ${message}`;
  if (code === 'TLOG_ERROR' && /^expected \d+ tlog entr/.test(message)) return 'it is in no transparency log';
  if (code.startsWith('TLOG_')) return `its entry in the transparency log is not believed: ${message}`;
  return message;
}

function certificateWords({ message, cause }: VerificationError): string {
  const why = cause instanceof Error ? cause.message : message;
  if (/not valid or expired/.test(why)) return 'its certificate did not hold at the time of signing';
  if (/^expected \d+ SCTs?, got 0/.test(why)) return 'its certificate is in no log of certificates (it has no SCT)';
  if (why.startsWith('SCT verification failed'))
    return 'the log of certificates that its certificate names is none of the trusted root (SCT)';
  if (/certificate path found|verify certificate chain/.test(why))
    return 'its certificate was issued by nobody in the trusted root';
  return `its certificate is not believed: ${why}`;
}
