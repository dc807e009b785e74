import type { FastifyReply } from 'fastify';

/** Aborts when the connection is closed before the answer was sent. Fastify's own signal of a request aborts as soon as its body has been read. */
export function callerGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
