import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../access/request-context.js';
import type { LinkKind } from '../credentials/links/link-text.js';
import { OneTimeLinks, type OpenLink } from '../credentials/links/one-time-links.js';
import { networkBucket } from '../sign-in/attempt-buckets.js';
import { Attempts } from '../sign-in/attempts.js';
import { LinkNotValidError } from './accounts.errors.js';

/** Links from callers without an account: many attempts are slowed down. */
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
