import { setTimeout as wait } from 'node:timers/promises';
import { RegistryError } from './registry-error.js';

export interface Question {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly target: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** Another host than the one that was asked has answered: it was sent on there, without what proves who asks. */
  readonly isFromElsewhere: boolean;
}

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;
/** A registry that asks for a longer wait than this is not waited for. */
const LONGEST_WAIT_MS = 60_000;
const TIMEOUT_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_REDIRECTS = 5;

/** A registry under load, or a proxy in front of it; all else that it answers is its answer. */
const PASSING_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
/** A certificate that is not trusted now will not be trusted in a second. */
const LASTING_ERRORS = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|ERR_INVALID_URL)/;

/** Asks one registry, its blob store and its token server; waits and asks again where that may help. */
export class Transport {
  readonly #firstWaitMs: number;
  /** A registry that asks one request to wait means all of them. */
  #restsUntil = 0;

  /** RETRY_UNIT is the first wait in milliseconds, as for the scripts. */
  constructor(
    private readonly host: string,
    env: NodeJS.ProcessEnv,
  ) {
    const unit = Number(env['RETRY_UNIT'] || FIRST_WAIT_MS);
    this.#firstWaitMs = Number.isFinite(unit) && unit >= 0 ? unit : FIRST_WAIT_MS;
  }

  /** Throws RegistryError where there is no answer. */
  async ask(question: Question): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      await wait(Math.max(0, this.#restsUntil - Date.now()));
      const answer = await this.#once(question);
      const isLast = attempt === ATTEMPTS;
      if (answer instanceof Error) {
        if (isLast || LASTING_ERRORS.test(codeOf(answer))) throw this.#unreachable(answer);
        await wait(this.#pause(attempt));
      } else if (PASSING_STATUSES.has(answer.status)) {
        const asked = restOf(answer.headers.get('retry-after'), Date.now());
        if (isLast || (asked ?? 0) > LONGEST_WAIT_MS) throw this.#busy(answer.status, asked);
        if (asked === null) await wait(this.#pause(attempt));
        else this.#restsUntil = Math.max(this.#restsUntil, Date.now() + asked);
      } else return answer;
    }
  }

  async #once({ method, target: first, headers: given, body }: Question): Promise<Answer | Error> {
    let target = first;
    const headers = new Headers(given);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      for (let hops = 0; ; hops += 1) {
        const answer = await fetch(target, { method, headers, body: body ?? null, redirect: 'manual', signal });
        const location = answer.headers.get('location');
        if (method !== 'GET' || location === null || answer.status < 300 || answer.status > 399) {
          const bytes = await bytesOf(answer, target);
          return {
            status: answer.status,
            headers: answer.headers,
            bytes,
            isFromElsewhere: target.origin !== first.origin,
          };
        }
        await answer.body?.cancel();
        if (hops === MOST_REDIRECTS)
          throw new RegistryError(`${this.host} redirects every request to another address.`);
        const next = new URL(location, target);
        if (target.protocol === 'https:' && next.protocol !== 'https:') {
          throw new RegistryError(`${this.host} redirects this to ${next.origin}, which is not encrypted.`);
        }
        if (next.origin !== target.origin) headers.delete('Authorization');
        target = next;
      }
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Twice as long each time, and a little at random. */
  #pause(attempt: number): number {
    return this.#firstWaitMs * 2 ** (attempt - 1) * (1 + Math.random() / 2);
  }

  #unreachable(error: Error): RegistryError {
    const cause = error.cause instanceof Error ? error.cause : error;
    const why =
      error.name === 'TimeoutError' ? `it took more than ${TIMEOUT_MS / 1000} s` : cause.message || codeOf(error);
    return new RegistryError(`the registry ${this.host} does not answer: ${why}.`, { cause: error });
  }

  #busy(status: number, asked: number | null): RegistryError {
    const rest = asked === null ? '' : `, and asks to wait ${Math.ceil(asked / 1000)} s`;
    const what = status === 429 ? 'has had too many requests' : 'cannot answer now';
    return new RegistryError(`the registry ${this.host} ${what} (${status})${rest}.`);
  }
}

/** Retry-After in milliseconds, from a number of seconds or a date; null for neither. */
export function restOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

async function bytesOf(answer: Response, { origin, pathname }: URL): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new RegistryError(`${origin}${pathname} is larger than 64 MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function codeOf({ cause }: Error): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
