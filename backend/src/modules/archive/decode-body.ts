import { pipeline, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import {
  BodyBrokenError,
  BodyMissingError,
  BodyTooLargeError,
  ContentEncodingError,
  DecompressionBombError,
} from './body.errors.js';
import { decodeZstd } from './zstd-decoder.js';

export interface BodyLimits {
  /** Of the body, as sent and as decoded. */
  bytes: number;
  /** Decoded to sent. */
  ratio: number;
}

const ENCODINGS = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd'] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** What is known of a body once it was decoded to its end. */
export interface Decoding {
  /** Bytes, as sent. */
  sent: number;
  /** Whether all that was sent is what was decoded: nothing comes after it. */
  isExact: boolean;
}

/** Decoders give out pieces of this size: what reads them finds most entries of a report in one of them. */
const PIECE = 256 * 1024;

/** The ratio is not checked for small bodies: a few bytes of JSON compress to nearly nothing. */
const RATIO_COUNTS_FROM = 4 * 1024 * 1024;

/** What `Content-Encoding` says; null for a body that is as it is. */
export function encodingOf(header: string | undefined): Encoding | null {
  const encoding = (header ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return null;
  const known = ENCODINGS.find((name) => name === encoding);
  if (known === undefined) throw new ContentEncodingError();
  return known;
}

/** A body's bytes, decoded and counted: no more are ever decoded than the limits allow and one block of the encoding. */
export async function* decodeBody(
  source: AsyncIterable<Buffer>,
  encoding: Encoding | null,
  limits: BodyLimits,
  decoding: Decoding = { sent: 0, isExact: false },
): AsyncGenerator<Uint8Array> {
  let decoded = 0;
  const admit = (bytes: number): void => {
    decoded += bytes;
    if (decoded > limits.bytes) throw tooLarge(encoding, limits);
    if (decoded > RATIO_COUNTS_FROM && decoded > decoding.sent * limits.ratio) {
      throw new DecompressionBombError(`The body grew to more than ${limits.ratio} times its size as sent.`);
    }
  };
  const counted = count(source, (bytes) => {
    decoding.sent += bytes;
  });
  if (encoding !== null) yield* decode(counted, encoding, admit, decoding);
  else {
    yield* admitted(counted, admit);
    decoding.isExact = true;
  }
  if (decoded === 0) throw new BodyMissingError();
}

async function* decode(
  source: AsyncGenerator<Buffer>,
  encoding: Encoding,
  admit: (bytes: number) => void,
  decoding: Decoding,
): AsyncGenerator<Uint8Array> {
  const outcome: SourceOutcome = { isRead: false };
  const remembered = remember(source, outcome);
  try {
    const create = nativeDecoder(encoding);
    if (create === undefined) {
      yield* decodeZstd(remembered, admit);
      decoding.isExact = outcome.isRead;
    } else {
      const decoder = create({ chunkSize: PIECE });
      yield* admitted(through(remembered, decoder), admit);
      // A decoder ends with its stream, and does not get the bytes that follow.
      decoding.isExact = outcome.isRead && decoder.bytesWritten === decoding.sent;
    }
  } catch (error) {
    if (error instanceof BodyTooLargeError || error instanceof DecompressionBombError) throw error;
    throw outcome.failure ?? new BodyBrokenError(encoding, error);
  }
}

/** Of Node's own. `bytesWritten`: those that it has used. */
type Decoder = Transform & { readonly bytesWritten: number };

type CreateDecoder = (options: { chunkSize: number }) => Decoder;

/** Undefined for Zstandard on a Node that has none. */
function nativeDecoder(encoding: Encoding): CreateDecoder | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip;
    case 'deflate':
      return zlib.createInflate;
    case 'br':
      return zlib.createBrotliDecompress;
    default:
      return (zlib as { createZstdDecompress?: CreateDecoder }).createZstdDecompress;
  }
}

/** zlib decodes one block more than was asked for, and no further. */
async function* through(source: AsyncGenerator<Buffer>, decoder: Transform): AsyncGenerator<Buffer> {
  // The error is that of the loop below.
  pipeline(source, decoder, () => undefined);
  try {
    yield* decoder as AsyncIterable<Buffer>;
  } finally {
    decoder.destroy();
  }
}

async function* admitted(source: AsyncIterable<Buffer>, admit: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    admit(chunk.length);
    yield chunk;
  }
}

async function* count(source: AsyncIterable<Buffer>, add: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    add(chunk.length);
    yield chunk;
  }
}

interface SourceOutcome {
  /** To its end. */
  isRead: boolean;
  failure?: unknown;
}

/** Keeps what the source itself failed of: a decoder tells only that it was given no more. */
async function* remember(source: AsyncGenerator<Buffer>, outcome: SourceOutcome): AsyncGenerator<Buffer> {
  try {
    yield* source;
    outcome.isRead = true;
  } catch (error) {
    outcome.failure = error;
    throw error;
  }
}

function tooLarge(encoding: Encoding | null, limits: BodyLimits): Error {
  if (encoding === null) return new BodyTooLargeError(limits.bytes);
  return new DecompressionBombError(`The body is larger than ${limits.bytes} bytes once it is decoded.`);
}
