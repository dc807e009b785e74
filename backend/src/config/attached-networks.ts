import { networkInterfaces } from 'node:os';

/** Written in place of networks: those that this process is on. A container on networks of its own is alone on them. */
export const ATTACHED = 'attached';

/** In CIDR notation, without loopback. */
export function attachedNetworks(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ internal, cidr }) => (internal || cidr === null ? [] : [cidr])),
  );
}
