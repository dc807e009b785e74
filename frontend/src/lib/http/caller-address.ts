import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { env } from '@/config/env';

const FORWARDED_FOR = 'x-forwarded-for';

/**
 * Has every request say in X-Forwarded-For where it really came from. Pages and routes are handed headers only, and
 * Next fills in the caller's address just where none is given, so that a caller could state a false one and have their
 * sign-in attempts counted against it. What a trusted gateway says is kept, and its address added.
 */
export function stateWhoCalls(): void {
  const { TRUSTED_PROXIES: trustedProxies } = env();
  const isTrusted = (address: string) => trustedProxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const caller = plainAddress(request.socket.remoteAddress ?? '');
    const before = request.headers[FORWARDED_FOR];
    const chain = caller !== '' && before !== undefined && isTrusted(caller) ? [String(before), caller] : [caller];
    request.headers[FORWARDED_FOR] = chain.join(', ');
  });
}

/** An IPv4 address as a socket that listens for both families writes it is `::ffff:192.0.2.1`. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
