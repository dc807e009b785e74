/** Stands where a secret stood. */
export const LEFT_OUT = '[left out]';

/** What looks like a credential wherever it stands, by the forms that their issuers publish. */
const CREDENTIALS: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_\w{30,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bglpat-[\w-]{20,}/g,
  /\bxox[a-z]-[\w-]{10,}/g,
  /\b[srp]k_(?:live|test)_\w{10,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bya29\.[\w-]{20,}/g,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\b(?:dckr_pat_|hvs\.|dop_v1_|SG\.|sk-ant-|sk-proj-|shpat_|pypi-)[\w.-]{16,}/g,
];

/** `https://user:password@host`. */
const USER_INFO = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@:]+:[^\s/@]+@/gi;

/** `password = "…"`: the value is left out where it looks like one and not like prose. */
const ASSIGNED =
  /((?:pass(?:word|wd|phrase)?|secret|token|credential|(?:api|access|private|secret|account)[-_ ]?key)s?["'`\]]*\s*(?:=|:|=>|:=)\s*)(["'`]?)([^\s"'`,;]{6,})\2/gi;

/** A text without what looks like a credential in it. */
export function withoutCredentials(text: string): string {
  let clean = text;
  for (const credential of CREDENTIALS) clean = clean.replace(credential, LEFT_OUT);
  clean = clean.replace(USER_INFO, `$1${LEFT_OUT}@`);
  return clean.replace(ASSIGNED, (whole: string, name: string, quote: string, value: string) =>
    quote !== '' || looksRandom(value, 8) ? `${name}${LEFT_OUT}` : whole,
  );
}

/**
 * Whether a text that should be a rule's own words may show the secret that it is about: rules that a tool makes up for
 * one match do. Better a rule's name too few than a secret too many.
 */
export function mayShowSecret(text: string): boolean {
  return withoutCredentials(text) !== text || looksRandom(text, 8);
}

/** Whether an identifier may hold a secret: the same with more patience, for identifiers have digits in them. */
export function mayHoldSecret(identifier: string): boolean {
  return identifier.length > 200 || withoutCredentials(identifier) !== identifier || looksRandom(identifier, 16);
}

/** A place without what may carry a secret in it: the query, the fragment, and who logs in. */
export function placeOfSecret(path: string): string {
  const [place = ''] = withoutCredentials(path).split(/[?#]/, 1);
  return place.replace(USER_INFO, `$1${LEFT_OUT}@`);
}

/** Words of digits and letters together, and words longer than any in a language. */
function looksRandom(text: string, least: number): boolean {
  return text
    .split(/[^\p{L}\p{N}+=]+/u)
    .some(
      (word) =>
        word.length >= 32 ||
        (word.length >= least &&
          /\d/.test(word) &&
          /\p{L}/u.test(word) &&
          !/^(?:base|sha|oauth|ed|pkcs|v)\d+$/i.test(word)),
    );
}
