import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Where people reach the web console, and what follows from it: whose requests are ours, and how cookies are named. */
@Injectable()
export class PublicOrigin {
  readonly url: string;
  /** Over https cookies are Secure and carry the `__Host-` prefix; plain http is for this machine alone. */
  readonly isSecure: boolean;
  private readonly ours: ReadonlySet<string>;

  constructor(configuration: Configuration) {
    const { origin, protocol, hostname, port } = new URL(configuration.get('PUBLIC_URL'));
    this.url = origin;
    this.isSecure = protocol === 'https:';
    const names = LOOPBACK_NAMES.includes(hostname) ? LOOPBACK_NAMES : [hostname];
    this.ours = new Set(names.map((name) => new URL(`${protocol}//${name}${port === '' ? '' : `:${port}`}`).origin));
  }

  /** Whether the `Origin` of a request is the console's. This machine's names for itself count as one. */
  isOurs(origin: string): boolean {
    return this.ours.has(origin);
  }

  cookieName(name: string): string {
    return this.isSecure ? `__Host-${name}` : name;
  }
}
