/**
 * The library of both ceremonies, loaded with the first of them: it takes 30 MB and a third of a second, which an API whose
 * people have no passkeys never has to spend.
 */
export function webAuthn() {
  return import('@simplewebauthn/server');
}

/** What reads an attestation without believing it. */
export function webAuthnHelpers() {
  return import('@simplewebauthn/server/helpers');
}
