/**
 * The library of both ceremonies, loaded with the first of them: it takes 30 MB and a third of a second, which an API whose
 * people have no passkeys never has to spend.
 */
export function webAuthn() {
  return import('@simplewebauthn/server');
}
