import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import {
  BodyAbortedError,
  BodyBrokenError,
  BodyMissingError,
  BodyTooLargeError,
  ContentEncodingError,
  DecompressionBombError,
  MediaTypeError,
} from './reports.errors.js';
import { createZstdDecoder } from './zstd-decoder.js';

export interface BodyLimits {
  /** Of the body, as sent and as decoded. */
  bytes: number;
  /** Decoded to sent. */
  ratio: number;
}

/** Small bodies may swell as they like: a few bytes of JSON compress to nearly nothing. */
const RATIO_COUNTS_FROM = 4 * 1024 * 1024;

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
  const sent = { bytes: 0 };
  let decoded = 0;
  try {
    for await (const chunk of decode(receive(raw, limits, sent), encoding)) {
      decoded += chunk.length;
      if (decoded > limits.bytes) throw tooLarge(encoding, limits);
      if (decoded > RATIO_COUNTS_FROM && decoded > sent.bytes * limits.ratio) {
        throw new DecompressionBombError(`The body grew to more than ${limits.ratio} times its size as sent.`);
      }
      yield chunk;
    }
    if (decoded === 0) throw new BodyMissingError();
  } finally {
    if (!raw.readableEnded) readOn(raw, READ_ON);
  }
}

async function* receive(raw: Readable, limits: BodyLimits, sent: { bytes: number }): AsyncGenerator<Buffer> {
  try {
    // Leaving the loop must not destroy the stream: its socket is needed for the answer.
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      sent.bytes += chunk.length;
      if (sent.bytes > limits.bytes) throw new BodyTooLargeError(limits.bytes);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof BodyTooLargeError ? error : new BodyAbortedError(error);
  }
}

type Encoding = keyof typeof DECODERS;

const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecoder,
};

function decode(source: AsyncGenerator<Buffer>, encoding: Encoding | null): AsyncIterable<Uint8Array> {
  return encoding === null ? source : decodeAs(source, encoding);
}

async function* decodeAs(source: AsyncGenerator<Buffer>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const decoder = DECODERS[encoding]();
  let failure: unknown;
  pipeline(source, decoder, (error) => {
    failure = error;
  });
  try {
    yield* decoder as AsyncIterable<Buffer>;
  } catch (error) {
    const cause = failure ?? error;
    if (
      cause instanceof BodyTooLargeError ||
      cause instanceof BodyAbortedError ||
      cause instanceof DecompressionBombError
    ) {
      throw cause;
    }
    throw new BodyBrokenError(encoding, cause);
  } finally {
    decoder.destroy();
  }
}

function tooLarge(encoding: Encoding | null, limits: BodyLimits): Error {
  if (encoding === null) return new BodyTooLargeError(limits.bytes);
  return new DecompressionBombError(`The body is larger than ${limits.bytes} bytes once it is decoded.`);
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

function encodingOf(header: string | undefined): Encoding | null {
  const encoding = (header ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return null;
  if (!Object.hasOwn(DECODERS, encoding)) throw new ContentEncodingError();
  return encoding as Encoding;
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
