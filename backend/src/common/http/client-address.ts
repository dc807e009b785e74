import ipaddr from 'ipaddr.js';

/** The unspecified address: the connection was gone before its address was read. */
const NOWHERE = '::';

/**
 * Where a request comes from, as far as the trusted proxies tell, in one spelling. What a proxy hands on in X-Forwarded-For need
 * not be an address: then the request counts as that proxy's own.
 */
export function clientAddressOf({
  ip,
  ips = [ip],
}: {
  readonly ip: string;
  readonly ips?: readonly string[] | undefined;
}): string {
  const addresses: string[] = [];
  for (const text of ips) {
    const address = addressIn(text);
    if (address === null) break;
    addresses.push(address);
  }
  return addresses.at(-1) ?? NOWHERE;
}

/** Without the zone of a link-local address, which means something on one machine only. */
function addressIn(text: string | undefined): string | null {
  const [address = ''] = (text ?? '').split('%', 1);
  // Four numbers and no fewer: `1` and `0x7f.1` are ways to write an address, but not used to name a client.
  if (!ipaddr.IPv6.isValid(address) && !ipaddr.IPv4.isValidFourPartDecimal(address)) return null;
  return ipaddr.process(address).toString();
}
