import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicOrigin } from './public-origin.js';

/** The cookie that a session is known by. Scripts cannot read it, and other sites cannot make a browser send it along. */
@Injectable()
export class SessionCookie {
  private readonly name: string;

  constructor(private readonly origin: PublicOrigin) {
    this.name = origin.cookieName('plimsoll_session');
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
