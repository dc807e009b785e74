import ipaddr from 'ipaddr.js';
import Joi from 'joi';
import { isIssuerUrl } from '../common/http/issuer-url.js';
import { ATTACHED, attachedNetworks } from './attached-networks.js';

/** A list in one variable: `a, b`. Nothing set is an empty list. `read` gives what a part stands for, or throws. */
export function commaSeparated(read: (value: string) => string | string[]): Joi.AnySchema {
  return Joi.any()
    .custom((value: unknown) =>
      String(value)
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .flatMap(read),
    )
    .default([]);
}

/** An address or a network in CIDR notation. */
export function isNetwork(value: string): string {
  if (value.includes('/')) ipaddr.parseCIDR(value);
  else ipaddr.parse(value);
  return value;
}

/** The same, or the word for those that this process is on. */
export function isProxyNetwork(value: string): string | string[] {
  return value === ATTACHED ? attachedNetworks() : isNetwork(value);
}

/** An https origin. Plain http is for this machine alone, since cookies travel readable on it. */
export function isPublicUrl(value: string): string {
  const { protocol, hostname, origin, pathname, search, hash, username } = new URL(value);
  const isOrigin = pathname === '/' && search === '' && hash === '' && username === '';
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (!isOrigin || (protocol !== 'https:' && !(protocol === 'http:' && isLoopback))) throw new Error('not an origin');
  return origin;
}

/** The address of an OpenID provider that people sign in with. */
export function isOpenIdIssuer(value: string): string {
  if (!isIssuerUrl(value)) throw new Error('not an issuer');
  return value;
}

export function isSecretKey(value: unknown): Buffer {
  const key = Buffer.from(String(value), 'base64');
  if (key.length !== 32) throw new Error('not 32 bytes');
  return key;
}

export function isPostgresUrl(value: string): string {
  const { protocol, hostname } = new URL(value);
  if (!['postgres:', 'postgresql:'].includes(protocol) || hostname === '') throw new Error('not a PostgreSQL URL');
  return value;
}
