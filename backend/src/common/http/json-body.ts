import type { FastifyInstance, FastifyRequest } from 'fastify';
import secureJson from 'secure-json-parse';
import { DomainError } from '../errors/domain-error.js';
import { InvalidInputError } from '../errors/invalid-input.error.js';

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
  readonly title = 'The body has another type than this address takes';

  constructor() {
    super('Send JSON, with the header Content-Type: application/json.');
  }
}

/** Bodies are JSON, strictly, but where a route reads its own. A form of another site cannot have this type. */
export function takeJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (isStreamed(request)) done(null, payload);
    else done(new UnsupportedTypeError());
  });
  fastify.addContentTypeParser('application/json', (request, payload, done) => {
    if (isStreamed(request)) done(null, payload);
    else readAll(payload).then((text) => done(null, parse(text)), done);
  });
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

async function readAll(payload: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of payload) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new InvalidInputError([{ message: `the body is larger than ${BODY_LIMIT} bytes` }]);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An empty body counts as one without members. */
function parse(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return secureJson.parse(text, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidInputError([{ message: `the body is not JSON that can be taken: ${error.message}` }]);
  }
}
