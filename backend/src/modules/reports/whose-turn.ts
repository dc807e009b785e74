import type { FastifyRequest } from 'fastify';

/** The sender that a report counts for, by number. All tokens of a person count as that person. */
export function whoseTurn({ principal }: FastifyRequest): string {
  if (principal === undefined) throw new Error('a report without a sender');
  if (principal.kind === 'person') return `person:${principal.accountId}`;
  return principal.owner === null ? `token:${principal.tokenId}` : `person:${principal.owner.accountId}`;
}
