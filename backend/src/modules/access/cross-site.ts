import type { FastifyRequest } from 'fastify';
import { CrossSiteRequestError } from './access.errors.js';
import type { PublicOrigin } from './public-origin.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends cookies with requests of any site, so a request that changes something must show that our own page
 * sent it. That includes signing in: otherwise a page could sign its visitor in to another account. A token is never
 * sent by the browser itself.
 */
export function refuseCrossSite(request: FastifyRequest, origin: PublicOrigin): void {
  if (SAFE_METHODS.has(request.method) || request.headers.authorization !== undefined) return;
  const from = request.headers.origin;
  const isSameOrigin = from === undefined ? request.headers['sec-fetch-site'] === 'same-origin' : origin.isOurs(from);
  if (!isSameOrigin) throw new CrossSiteRequestError();
}
