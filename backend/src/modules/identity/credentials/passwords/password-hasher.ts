import { availableParallelism } from 'node:os';
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { normalisePassword } from './password-text.js';
import { BusyError } from './passwords.errors.js';

/** argon2id at what OWASP names as the least; one hash takes some 30 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const ALGORITHM_ARGON2ID = 2;

/** A hash that no password has, to be tried where there is no account. */
const OF_NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${randomBase64(16)}$${randomBase64(32)}`;

/**
 * One core is left to everything else, so that signing in never holds up other requests; and two of libuv's four threads,
 * which also read files and unpack reports. That is some forty sign-ins a second on two cores and eighty on more.
 */
const AT_ONCE = Math.min(2, Math.max(1, availableParallelism() - 1));

/** Who would have to wait for seconds is better told to come again. */
const MAX_WAITING = 100 * AT_ONCE;

/** Hashes passwords and holds them against their hashes, away from the event loop and never too many at once. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** In PHC form, with its salt and parameters. Throws BusyError where too many wait. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(normalisePassword(password), COST));
  }

  /** Null stands for an account that does not exist or has no password: the answer is no, and takes as long as any other. */
  async verify(hashed: string | null, password: string): Promise<boolean> {
    const isRight = await this.inTurn(() => verify(hashed ?? OF_NOBODY, normalisePassword(password)));
    return isRight && hashed !== null;
  }

  /** Whether it was made at another cost than today's, so that it should be made anew when the password is at hand. */
  isOutdated(hashed: string): boolean {
    const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(hashed);
    return (
      Number(algorithm) !== ALGORITHM_ARGON2ID ||
      memoryCost !== COST.memoryCost ||
      timeCost !== COST.timeCost ||
      parallelism !== COST.parallelism
    );
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The slot is handed on, so that a new caller cannot take it.
      if (next === undefined) this.running -= 1;
      else next();
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) return Promise.reject(new BusyError());
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

function randomBase64(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}
