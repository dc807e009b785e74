import type { RouteOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `stream`: the answer is as long as it is, and its reader as slow as they are. */
    answer?: 'stream';
  }
}

const LONGEST_MS = 6 * 3_600_000;

/**
 * For Fastify's onRoute hook. The time-out of handlers would cut a stream off in the middle, since it runs until the last
 * byte is taken. Who takes nothing at all is cut off by the connection's time-out, and a query by the database's.
 */
export function giveStreamsTime(route: RouteOptions): void {
  if (route.config?.answer === 'stream') route.handlerTimeout = LONGEST_MS;
}
