import ipaddr from 'ipaddr.js';

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Addresses and networks in CIDR notation, to ask whether an address is among them. */
export class NetworkList {
  private readonly networks: readonly Network[];

  constructor(networks: readonly string[]) {
    this.networks = networks.map((network) =>
      ipaddr.parseCIDR(
        network.includes('/') ? network : `${network}/${ipaddr.parse(network).kind() === 'ipv4' ? 32 : 128}`,
      ),
    );
  }

  includes(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    // An IPv4 address that came through an IPv6 socket counts as what it is.
    const asked = ipaddr.process(address);
    return this.networks.some(([network, bits]) => asked.kind() === network.kind() && asked.match([network, bits]));
  }
}
