import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What docs/configuration.md lists of a variable. */
export interface DescribedVariable {
  readonly isRequired: boolean;
  /** The default where it is left out or empty, as it would be written. */
  readonly default: string;
  readonly example: string;
  /** What it is for. */
  readonly purpose: string;
  /** What an operator reads when it is wrong. */
  readonly expected: string;
}

/** A variable that the server side of the console reads. */
export interface Variable<Value> extends DescribedVariable {
  /** Throws where the text is not what is expected. */
  read(text: string): Value;
}

export const variables = {
  PLIMSOLL_API_URL: {
    isRequired: true,
    default: '',
    example: 'http://backend:3001',
    purpose: 'The address of the API for the web console',
    expected: 'the http or https origin of the API, such as http://backend:3001',
    read: readOrigin,
  },
  PLIMSOLL_COMMAND: {
    isRequired: false,
    default: 'plimsoll',
    example: 'scripts/compose.sh prod exec -T backend plimsoll',
    purpose: 'The command line as called on the server, for the commands that pages show',
    expected: 'a command of up to 200 characters on one line',
    read: readCommand,
  },
  TRUSTED_PROXIES: {
    isRequired: false,
    default: '',
    example: 'attached',
    purpose: 'Gateways in front of the web console whose X-Forwarded-For is trusted',
    expected: 'networks such as 10.0.0.0/8, separated by commas, or attached, those that the web console is on itself',
    read: readNetworks,
  },
} as const satisfies Record<string, Variable<unknown>>;

/** Read by Next's own server, before any code of ours. */
export const variablesOfNext: Readonly<Record<string, DescribedVariable>> = {
  HOSTNAME: {
    isRequired: false,
    default: '0.0.0.0',
    example: '127.0.0.1',
    purpose: 'Where the web console listens. Docker would set it to the name of the container, so the image sets it',
    expected: 'an address or name of this machine',
  },
  PORT: {
    isRequired: false,
    default: '3000',
    example: '8080',
    purpose: 'The port that the web console listens on',
    expected: 'a port from 0 to 65535',
  },
};

function readOrigin(text: string): string {
  const { origin, protocol, pathname, search, hash, username } = new URL(text);
  const isOrigin = pathname === '/' && search === '' && hash === '' && username === '';
  if (!isOrigin || !['http:', 'https:'].includes(protocol)) throw new Error('not an origin');
  return origin;
}

function readCommand(text: string): string {
  if (!/^[\x20-\x7e]{1,200}$/.test(text)) throw new Error('not a command on one line');
  return text;
}

function readNetworks(text: string): BlockList {
  const networks = new BlockList();
  const parts = text.split(',').map((part) => part.trim());
  for (const network of parts.flatMap((part) => (part === 'attached' ? attachedNetworks() : [part]))) {
    if (network === '') continue;
    const [address = '', prefix, ...rest] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const longest = family === 'ipv6' ? 128 : 32;
    const length = prefix === undefined ? longest : Number(prefix);
    if (prefix === '' || rest.length > 0 || !Number.isInteger(length)) throw new Error('not a network');
    // Throws where either is out of range.
    networks.addSubnet(address, length, family);
  }
  return networks;
}

/** In CIDR notation, without loopback. A container on networks of its own is alone on them. */
function attachedNetworks(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ internal, cidr }) => (internal || cidr === null ? [] : [cidr])),
  );
}
