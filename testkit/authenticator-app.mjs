import { setTimeout as sleep } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';

const STEP_MS = 30_000;
/** What may pass until a code that was given arrives. */
const JOURNEY_MS = 15_000;

/**
 * The time step that an instant lies in (RFC 6238).
 *
 * @param {number} time in milliseconds
 */
export function stepAt(time) {
  return Math.floor(time / STEP_MS);
}

/**
 * How long until a time step begins, in milliseconds.
 *
 * @param {number} step
 * @param {number} now
 */
export function untilStep(step, now) {
  return Math.max(step * STEP_MS - now, 0);
}

/**
 * What an authenticator app shows in a step.
 *
 * @param {string} secret in base32, as people are shown it
 * @param {number} step
 */
export function codeAt(secret, step) {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  return totp.generate({ timestamp: step * STEP_MS });
}

/** An authenticator app that shows no code twice: the API takes none twice. */
export class AuthenticatorApp {
  #secret;
  #lastStep = -Infinity;

  /** @param {string} secret in base32, as people are shown it */
  constructor(secret) {
    this.#secret = secret;
  }

  /** The API allows for a clock that is one step ahead or behind, so a code seldom has to be waited for. */
  async nextCode() {
    const step = Math.max(this.#lastStep + 1, stepAt(Date.now() + JOURNEY_MS) - 1);
    await sleep(untilStep(step - 1, Date.now()));
    this.#lastStep = step;
    return codeAt(this.#secret, step);
  }
}
