import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../common/access/request-context.js';
import { networkBucket } from '../sessions/attempt-buckets.js';
import { Attempts } from '../sessions/attempts.js';
import { LinkNotValidError } from './accounts.errors.js';
import type { LinkKind } from './link-text.js';
import { OneTimeLinks, type OpenLink } from './one-time-links.js';

/** Links as strangers bring them: whoever tries many of them is slowed down. */
@Injectable()
export class GuardedLinks {
  constructor(
    private readonly attempts: Attempts,
    private readonly links: OneTimeLinks,
  ) {}

  /** Throws LinkNotValidError for one that cannot be used, or not for this. */
  async require(context: RequestContext, token: string, kinds: readonly LinkKind[]): Promise<OpenLink> {
    const buckets = [networkBucket('link', context.ip)];
    await this.attempts.reserve(buckets);
    const link = await this.links.find(token);
    if (link === null || !kinds.includes(link.kind)) throw new LinkNotValidError();
    await this.attempts.succeed(buckets);
    return link;
  }
}
