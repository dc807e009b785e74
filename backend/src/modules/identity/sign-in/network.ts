import ipaddr from 'ipaddr.js';

/** What one customer of a provider has at least: changing the address within it costs nothing. */
const PREFIX_IPV4 = 24;
const PREFIX_IPV6 = 64;

/** The network that an address counts for: IPv4 by /24, IPv6 by /64, in one spelling. */
export function networkOf(address: string): string {
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv4
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/${PREFIX_IPV4}`).toString()}/${PREFIX_IPV4}`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${PREFIX_IPV6}`).toString()}/${PREFIX_IPV6}`;
}
