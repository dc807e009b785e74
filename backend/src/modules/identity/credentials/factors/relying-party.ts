import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { PublicOrigin } from '../../../access/public-origin.js';
import { PasskeysUnavailableError } from './factors.errors.js';

/** Whom a passkey is made for: the name of the web console's host, and the one origin at which it is good. */
@Injectable()
export class RelyingParty {
  readonly name = 'Plimsoll';
  private readonly hostname: string;
  private readonly expected: string;

  constructor(private readonly publicOrigin: PublicOrigin) {
    const url = new URL(publicOrigin.url);
    // Of this machine's names for itself, browsers take only this one.
    if (isLoopbackAddress(url.hostname)) url.hostname = 'localhost';
    this.hostname = url.hostname;
    this.expected = url.origin;
  }

  /** The RP ID. Throws where there can be none. */
  get id(): string {
    if (!isAddress(this.hostname)) return this.hostname;
    throw new PasskeysUnavailableError('Give the console a name: PUBLIC_URL must be https with a host name.');
  }

  get origin(): string {
    return this.expected;
  }

  /**
   * Says at which address passkeys work, when the console was opened at another address of this machine. A browser
   * would not say it.
   */
  requireName(origin: string | undefined): void {
    if (origin === undefined || !this.publicOrigin.isOurs(origin) || !isAddress(new URL(origin).hostname)) return;
    throw new PasskeysUnavailableError(`Open the console at ${this.expected}.`);
  }
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0;
}

function isLoopbackAddress(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === '[::1]';
}
