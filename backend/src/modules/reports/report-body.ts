import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { BodyMissingError, BodyTooLargeError } from '../archive/body.errors.js';
import { type Encoding, encodingOf } from '../archive/decode-body.js';
import type { SpooledBody } from './body-spool.js';
import { BodyAbortedError, BodyTooSlowError, MediaTypeError } from './reports.errors.js';

export interface Arrival {
  /** Of the body, as sent. */
  readonly mostBytes: number;
  /** Bytes a second. */
  readonly leastRate: number;
  /** Whether a body can be XML (default: no). */
  readonly isXmlTaken?: boolean;
}

/** How much of a refused body is still read, so that the client gets the reason. */
const READ_ON = 64 * 1024 * 1024;

/** In milliseconds: a sender may pause, but not for as long as this. */
const WINDOW = 10_000;

/** What its headers say of a body, before any of it is read. Throws for what is never taken in. */
export function checkHeaders(request: FastifyRequest, { mostBytes, isXmlTaken = false }: Arrival): Encoding | null {
  const { raw, headers } = request;
  checkType(headers['content-type'], isXmlTaken);
  const encoding = encodingOf(headers['content-encoding']);
  if (request.body === undefined) throw new BodyMissingError();
  if (Number(headers['content-length'] ?? 0) > mostBytes) {
    readOn(raw, READ_ON);
    throw new BodyTooLargeError(mostBytes);
  }
  return encoding;
}

/** Keeps the bytes of a body as they come in, as sent. Throws BodyTooSlowError where they come too slowly. */
export async function receiveBody(raw: Readable, body: SpooledBody, arrival: Arrival): Promise<void> {
  try {
    for await (const chunk of arriving(raw, arrival)) await body.add(chunk);
  } finally {
    if (!raw.readableEnded) readOn(raw, READ_ON);
  }
}

async function* arriving(raw: Readable, { mostBytes, leastRate }: Arrival): AsyncGenerator<Buffer> {
  const pace = new Pace(leastRate);
  // Leaving the loop must not destroy the stream: its socket is needed for the answer.
  const chunks = raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  let sent = 0;
  try {
    for (;;) {
      const next = await pace.hold(chunks.next());
      if (next.done === true) return;
      sent += next.value.length;
      pace.add(next.value.length);
      if (sent > mostBytes) throw new BodyTooLargeError(mostBytes);
      yield next.value;
    }
  } catch (error) {
    throw error instanceof BodyTooLargeError || error instanceof BodyTooSlowError ? error : new BodyAbortedError(error);
  } finally {
    pace.end();
    // Not waited for: it waits itself for a chunk that was asked for already.
    chunks.return?.().catch(() => undefined);
  }
}

/** Looks at the end of each window whether enough has come in it. The time that this process takes itself does not count. */
class Pace {
  private bytes = 0;
  private isWaiting = false;
  private tooSlow: ((error: BodyTooSlowError) => void) | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly leastRate: number) {
    this.timer = setInterval(() => this.look(), WINDOW);
  }

  add(bytes: number): void {
    this.bytes += bytes;
  }

  hold<T>(next: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.isWaiting = true;
      this.tooSlow = reject;
      next.then(resolve, reject).finally(() => {
        this.isWaiting = false;
      });
    });
  }

  end(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    if (this.isWaiting && this.bytes < (this.leastRate * WINDOW) / 1000) {
      this.tooSlow?.(new BodyTooSlowError(this.leastRate));
    }
    this.bytes = 0;
  }
}

function checkType(header: string | undefined, isXmlTaken: boolean): void {
  const type = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/')) throw new MediaTypeError(true);
  // curl --data-binary says that a form comes; what comes is the file.
  const isAccepted =
    type === '' ||
    /^application\/(json|octet-stream|x-www-form-urlencoded|[\w.-]+\+json)$/.test(type) ||
    type.startsWith('text/') ||
    (isXmlTaken && /^application\/(?:[\w.-]+\+)?xml$/.test(type));
  if (!isAccepted) throw new MediaTypeError(false);
}

/** Throws away what still comes; a client that sends on and on is cut off. */
function readOn(raw: Readable, allowance: number): void {
  let rest = allowance;
  raw.on('data', (chunk: Buffer) => {
    rest -= chunk.length;
    if (rest < 0) raw.destroy();
  });
  raw.on('error', () => raw.destroy());
  raw.resume();
}
