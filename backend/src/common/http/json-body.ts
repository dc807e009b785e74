import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import secureJson from 'secure-json-parse';
import { DomainError } from '../errors/domain-error.js';
import { InvalidInputError } from '../errors/invalid-input.error.js';
import { checkJsonText, JsonTextError } from './json-text.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `stream`: the handler reads the body itself, whatever type the client says it has. */
    body?: 'stream';
  }
}

/** In bytes. The largest body is a policy. */
const BODY_LIMIT = 512 * 1024;

export class UnsupportedTypeError extends DomainError {
  override readonly name = 'UnsupportedTypeError';
  readonly code = 'unsupported_media_type';
  readonly status = 415;
  readonly title = 'Unsupported content type';

  constructor() {
    super('Send JSON, with the header Content-Type: application/json.');
  }
}

export class JsonTooLargeError extends DomainError {
  override readonly name = 'JsonTooLargeError';
  readonly code = 'body_too_large';
  readonly status = 413;
  readonly title = 'The body is too large';

  constructor() {
    super(`The body can have at most ${BODY_LIMIT} bytes.`);
  }
}

/** Bodies are JSON, strictly, but where a route reads its own. A form of another site cannot have this type. */
export function takeJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Uint8Array>) => {
    if (isStreamed(request)) return payload;
    throw new UnsupportedTypeError();
  });
  fastify.addContentTypeParser(
    'application/json',
    async (request: FastifyRequest, payload: AsyncIterable<Uint8Array>) =>
      isStreamed(request) ? payload : parse(await readAll(payload)),
  );
  // The parser for any type is not asked where there is none.
  fastify.addHook('preValidation', async (request) => {
    if (isStreamed(request) || request.body !== undefined) return;
    if (hasBody(request)) throw new UnsupportedTypeError();
  });
}

function isStreamed(request: FastifyRequest): boolean {
  return request.routeOptions.config.body === 'stream';
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

async function readAll(payload: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of payload) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new JsonTooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An empty body counts as one without members. */
function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new InvalidInputError([{ message: 'the body is not UTF-8' }]);
  const text = bytes.toString('utf8');
  if (text.trim() === '') return {};
  const body = parseText(text);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new InvalidInputError([{ message: 'the body is not an object' }]);
}

function parseText(text: string): unknown {
  try {
    const body: unknown = secureJson.parse(text, { protoAction: 'error', constructorAction: 'error' });
    checkJsonText(text);
    return body;
  } catch (error) {
    if (error instanceof JsonTextError) {
      const { pointer, message } = error;
      throw new InvalidInputError([{ ...(pointer !== '' && { pointer }), message }]);
    }
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidInputError([{ message: `the body is not JSON that can be accepted: ${error.message}` }]);
  }
}
