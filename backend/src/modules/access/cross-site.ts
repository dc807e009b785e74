import type { FastifyRequest } from 'fastify';
import { CrossSiteRequestError } from './access.errors.js';
import type { PublicOrigin } from './public-origin.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends cookies along whoever made it send the request, so a change must show that our own page asked for it.
 * Signing in counts: else a page could sign its visitor in as somebody else. A token is never sent unasked.
 */
export function refuseCrossSite(request: FastifyRequest, origin: PublicOrigin): void {
  if (SAFE_METHODS.has(request.method) || request.headers.authorization !== undefined) return;
  const from = request.headers.origin;
  const isSameOrigin = from === undefined ? request.headers['sec-fetch-site'] === 'same-origin' : origin.isOurs(from);
  if (!isSameOrigin) throw new CrossSiteRequestError();
}
