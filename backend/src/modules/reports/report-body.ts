import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { type BodyLimits, decodeBody, encodingOf } from './decode-body.js';
import { BodyAbortedError, BodyMissingError, BodyTooLargeError, MediaTypeError } from './reports.errors.js';

/** So much of a body that is refused already is read on, so that the client hears why. */
const READ_ON = 64 * 1024 * 1024;

/** A report's bytes, as they come in: decoded, counted, and never more than the limits allow. */
export async function* readBody(request: FastifyRequest, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const { raw, headers } = request;
  checkType(headers['content-type']);
  const encoding = encodingOf(headers['content-encoding']);
  if (request.body === undefined) throw new BodyMissingError();
  if (Number(headers['content-length'] ?? 0) > limits.bytes) {
    readOn(raw, READ_ON);
    throw new BodyTooLargeError(limits.bytes);
  }
  try {
    yield* decodeBody(receive(raw, limits), encoding, limits);
  } finally {
    if (!raw.readableEnded) readOn(raw, READ_ON);
  }
}

async function* receive(raw: Readable, limits: BodyLimits): AsyncGenerator<Buffer> {
  let sent = 0;
  try {
    // Leaving the loop must not destroy the stream: its socket is needed for the answer.
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      sent += chunk.length;
      if (sent > limits.bytes) throw new BodyTooLargeError(limits.bytes);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof BodyTooLargeError ? error : new BodyAbortedError(error);
  }
}

function checkType(header: string | undefined): void {
  const type = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/')) throw new MediaTypeError(true);
  // curl --data-binary says that a form comes; what comes is the file.
  const isAccepted =
    type === '' ||
    /^application\/(json|octet-stream|x-www-form-urlencoded|[\w.-]+\+json)$/.test(type) ||
    type.startsWith('text/');
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
