import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicOrigin } from '../../access/public-origin.js';

const DAY_MS = 24 * 60 * 60_000;

/** How long a browser is known after a sign-in. */
export const DEVICE_LIFETIME_MS = 365 * DAY_MS;

/** The cookie of a browser in which a person has signed in before. It gives no access. */
@Injectable()
export class DeviceCookie {
  private readonly name: string;

  constructor(private readonly origin: PublicOrigin) {
    this.name = origin.cookieName('plimsoll_device');
  }

  read(request: FastifyRequest): string | undefined {
    return request.cookies[this.name];
  }

  set(reply: FastifyReply, secret: string): void {
    reply.setCookie(this.name, secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.origin.isSecure,
      expires: new Date(Date.now() + DEVICE_LIFETIME_MS),
    });
  }
}
