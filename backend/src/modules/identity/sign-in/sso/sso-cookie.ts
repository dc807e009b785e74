import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicOrigin } from '../../../access/public-origin.js';

/** Proves that a sign-in was begun in this browser, so that a link from another person cannot sign its reader in. */
@Injectable()
export class SsoCookie {
  private readonly name: string;

  constructor(private readonly origin: PublicOrigin) {
    this.name = origin.cookieName('plimsoll_sso');
  }

  read(request: FastifyRequest): string | undefined {
    return request.cookies[this.name];
  }

  set(reply: FastifyReply, secret: string, expires: Date): void {
    reply.setCookie(this.name, secret, { ...this.attributes(), expires });
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.name, this.attributes());
  }

  private attributes() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.origin.isSecure } as const;
  }
}
