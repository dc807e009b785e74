import type { FastifyRequest } from 'fastify';

/** Whose turn it is, by number. Somebody's tokens have one together with them. */
export function whoseTurn({ principal }: FastifyRequest): string {
  if (principal === undefined) throw new Error('a report without a sender');
  if (principal.kind === 'person') return `person:${principal.accountId}`;
  return principal.owner === null ? `token:${principal.tokenId}` : `person:${principal.owner.accountId}`;
}
