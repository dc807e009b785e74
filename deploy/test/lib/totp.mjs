import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 30_000;
/** What may pass until a code that was given arrives. */
const JOURNEY_MS = 15_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An authenticator app (RFC 6238, SHA-1, six digits) that never shows a code twice, as the API takes none twice. */
export class AuthenticatorApp {
  #key;
  #lastStep = -Infinity;

  /** @param {string} secret in base32 */
  constructor(secret) {
    const bits = [...secret.replaceAll(/[= ]/g, '')].map((letter) =>
      BASE32.indexOf(letter).toString(2).padStart(5, '0'),
    );
    const bytes = bits.join('').match(/.{8}/g) ?? [];
    this.#key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  }

  /** The API allows for a clock that is one step ahead or behind, so a code seldom has to be waited for. */
  async nextCode() {
    const step = Math.max(this.#lastStep + 1, Math.floor((Date.now() + JOURNEY_MS) / STEP_MS) - 1);
    await sleep(Math.max((step - 1) * STEP_MS - Date.now(), 0));
    this.#lastStep = step;
    return this.#codeAt(step);
  }

  /** @param {number} step */
  #codeAt(step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const digest = createHmac('sha1', this.#key).update(counter).digest();
    const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 0x0f) & 0x7f_ff_ff_ff;
    return `${number % 1_000_000}`.padStart(6, '0');
  }
}
