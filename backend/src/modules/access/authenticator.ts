import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InvalidTokenError } from './access.errors.js';
import type { Principal } from './principal.js';
import { PrincipalRepository } from './principal.repository.js';
import { hashOfSecret } from './secret-hash.js';
import { SessionCookie } from './session-cookie.js';
import { isTokenText } from './token-text.js';

/** Who sent a request. Asked anew for each one, so that what is revoked is refused from the next request on. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly principals: PrincipalRepository,
    private readonly cookie: SessionCookie,
  ) {}

  /** Undefined for a caller without credentials, or with an expired session. Throws for a token that is not valid. */
  async principalOf(request: FastifyRequest): Promise<Principal | undefined> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.holderOf(authorization);
    const secret = this.cookie.read(request);
    if (secret === undefined) return undefined;
    return (await this.principals.findPerson(hashOfSecret(secret))) ?? undefined;
  }

  /**
   * The principal of the same credentials now, for long answers; undefined if they are no longer valid. An open stream
   * does not keep a session alive.
   */
  async stillKnown(request: FastifyRequest): Promise<Principal | undefined> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      const secret = this.cookie.read(request);
      if (secret === undefined) return undefined;
      return (await this.principals.findPerson(hashOfSecret(secret), 'unnoted')) ?? undefined;
    }
    const token = tokenIn(authorization);
    if (token === undefined) return undefined;
    return (await this.principals.findTokenHolder(hashOfSecret(token), 'unnoted')) ?? undefined;
  }

  private async holderOf(authorization: string): Promise<Principal> {
    const token = tokenIn(authorization);
    if (token === undefined) throw new InvalidTokenError();
    const holder = await this.principals.findTokenHolder(hashOfSecret(token));
    if (holder === null) throw new InvalidTokenError();
    return holder;
  }
}

function tokenIn(authorization: string): string | undefined {
  const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
  return token !== undefined && isTokenText(token) ? token : undefined;
}
