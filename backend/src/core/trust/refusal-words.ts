import type { VerificationError } from '@sigstore/verify';
import { NOT_SIGNED } from './untrusted-signer.js';

/** Why a signature is not trusted, in words that distinguish the cases. */
export function refusalOf(error: VerificationError): string {
  const { code, message } = error;
  if (code === 'SIGNATURE_ERROR') return NOT_SIGNED;
  if (code === 'CERTIFICATE_ERROR') return certificateWords(error);
  if (code === 'TIMESTAMP_ERROR' && /^expected \d+ timestamps?, got 0/.test(message)) {
    return 'it has no trusted time of signing, and its certificate is valid for minutes only';
  }
  if (code === 'TIMESTAMP_ERROR') return `the time of signing is not trusted: ${message}`;
  if (code === 'TLOG_ERROR' && /^expected \d+ tlog entr/.test(message)) return 'it is in no transparency log';
  if (code.startsWith('TLOG_')) return `its entry in the transparency log is not trusted: ${message}`;
  return message;
}

function certificateWords({ message, cause }: VerificationError): string {
  const why = cause instanceof Error ? cause.message : message;
  if (/not valid or expired/.test(why)) return 'its certificate was not valid at the time of signing';
  if (/^expected \d+ SCTs?, got 0/.test(why)) return 'its certificate is in no log of certificates (it has no SCT)';
  if (why.startsWith('SCT verification failed'))
    return 'its certificate names a log of certificates that is not in the trusted root (SCT)';
  if (/certificate path found|verify certificate chain/.test(why))
    return 'its certificate was issued by no authority in the trusted root';
  return `its certificate is not trusted: ${why}`;
}
