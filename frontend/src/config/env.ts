import 'server-only';
import { BlockList, isIP } from 'node:net';

/** What the server side of the console needs to know. Read at run time, so one image serves every environment. */
interface Environment {
  /** Origin of the backend, without a trailing slash. */
  readonly apiUrl: string;
  /** Whose X-Forwarded-For is believed: the gateways in front of the console. */
  readonly trustedProxies: BlockList;
}

const DEFAULT_API_URL = 'http://127.0.0.1:3001';

/** Throws if a variable is wrong; the message never repeats the value. */
function readEnvironment(source: NodeJS.ProcessEnv): Environment {
  return {
    apiUrl: readOrigin(source['PLIMSOLL_API_URL'] || DEFAULT_API_URL),
    trustedProxies: readNetworks(source['TRUSTED_PROXIES'] ?? ''),
  };
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && url.pathname === '/' && url.search === '' && url.username === '';
  if (!isOrigin || !['http:', 'https:'].includes(url.protocol)) {
    throw new Error(`PLIMSOLL_API_URL must be the origin of the API, such as ${DEFAULT_API_URL}`);
  }
  return url.origin;
}

function readNetworks(text: string): BlockList {
  const networks = new BlockList();
  for (const network of text.split(',').map((part) => part.trim())) {
    if (network === '') continue;
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const longest = family === 'ipv6' ? 128 : 32;
    const length = prefix === undefined ? longest : Number(prefix);
    if (isIP(address) === 0 || !Number.isInteger(length) || length < 0 || length > longest) {
      throw new Error('TRUSTED_PROXIES must be networks such as 10.0.0.0/8, separated by commas');
    }
    networks.addSubnet(address, length, family);
  }
  return networks;
}

let environment: Environment | undefined;

/** Read on first use rather than on import: `next build` imports every module without an environment. */
export function env(): Environment {
  environment ??= readEnvironment(process.env);
  return environment;
}
