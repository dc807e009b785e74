import { networkInterfaces } from 'node:os';

/** Written in place of networks: those that this process is on. In a container on networks of its own nobody else is. */
export const ATTACHED = 'attached';

/** In CIDR notation, without loopback. */
export function attachedNetworks(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ internal, cidr }) => (internal || cidr === null ? [] : [cidr])),
  );
}
