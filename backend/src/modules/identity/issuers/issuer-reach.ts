import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

/** Where an issuer may be: anywhere in the public internet, where the configuration says, on this machine, or nowhere at all. */
export type Place = 'public' | 'inside' | 'loopback' | 'nowhere';

/** What networks of one's own are made of. Of every other kind none is asked, whatever the configuration says: metadata services are there. */
const INSIDE = new Set(['private', 'uniqueLocal', 'carrierGradeNat', 'loopback']);

/** Judges the addresses that names of issuers lead to. */
export class IssuerReach {
  private readonly networks: readonly Network[];

  /** `networks`: addresses and CIDR. */
  constructor(
    networks: readonly string[],
    private readonly isLoopbackOpen: boolean,
  ) {
    this.networks = networks.map(networkOf);
  }

  placeOf(text: string): Place {
    if (isIP(text) === 0) return 'nowhere';
    const address = innermost(ipaddr.parse(text));
    const range = address.range();
    if (range === 'unicast') return 'public';
    if (INSIDE.has(range) && this.networks.some((network) => isIn(network, address))) return 'inside';
    return range === 'loopback' && this.isLoopbackOpen ? 'loopback' : 'nowhere';
  }
}

function networkOf(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isIn([network, bits]: Network, address: Address): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** The IPv4 address that an IPv6 address stands for, where it does: mapped, or behind a translator (RFC 6052). */
function innermost(address: Address): Address {
  if (address.kind() === 'ipv4') return address;
  const whole = address as ipaddr.IPv6;
  if (whole.isIPv4MappedAddress()) return whole.toIPv4Address();
  if (!whole.match(ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number])) return whole;
  return new ipaddr.IPv4(whole.toByteArray().slice(12));
}
