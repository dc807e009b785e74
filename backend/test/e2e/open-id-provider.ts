import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { Provider } from 'oidc-provider';

export const CLIENT_ID = 'plimsoll';
export const CLIENT_SECRET = 'a secret that only the two of them know';
export const REDIRECT_URI = 'http://localhost:3000/sign-in/callback';

/** Somebody whom the provider knows, and how they sign in there. */
export interface ProviderPerson {
  email?: string | undefined;
  email_verified?: boolean | undefined;
  name?: string;
  groups?: string[] | undefined;
  /** How they prove to the provider who they are. */
  amr?: string[];
  /** In seconds: how long ago they did. */
  secondsAgo?: number;
  /** They do not want to after all. */
  refuses?: boolean;
}

/** npm's oidc-provider on this machine, whose login page is answered by whoever the browser is said to be. */
export interface TestProvider {
  readonly issuer: string;
  /** By subject. */
  readonly people: Map<string, ProviderPerson>;
  /** Answers in place of the provider; undefined for the provider itself. */
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** An ID token with the provider's own signature, whatever it says. */
  sign(claims: JWTPayload): Promise<string>;
  /**
   * What a browser does in which `subject` signs in: opens the address, follows the provider, and comes back with the query
   * of the redirect URI.
   */
  signIn(url: string, subject: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startProvider(): Promise<TestProvider> {
  const people = new Map<string, ProviderPerson>();
  const handler: { current?: (request: IncomingMessage, response: ServerResponse) => unknown } = {};
  const server = createServer((request, response) => {
    if (test.answer?.(request, response) !== true) handler.current?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const provider = await withoutWarnings(() => createProvider(issuer, people, privateKey));
  const callback = provider.callback();
  handler.current = async (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return callback(request, response);
    const subject = String(request.headers['x-subject']);
    const { amr = ['pwd'], secondsAgo = 0, refuses = false } = people.get(subject) ?? {};
    const login = { accountId: subject, amr, ts: Math.floor(Date.now() / 1000) - secondsAgo };
    const result = refuses ? { error: 'access_denied' } : { login };
    return provider.interactionFinished(request, response, result);
  };
  const test: TestProvider = {
    issuer,
    people,
    answer: undefined,
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key' }).sign(privateKey),
    signIn,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return test;
}

/** It warns of memory that forgets, and of the Node that it runs on: neither matters to a provider for a minute. */
async function withoutWarnings<Made>(make: () => Promise<Made>): Promise<Made> {
  const warn = import.meta.jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    return await make();
  } finally {
    warn.mockRestore();
  }
}

async function createProvider(issuer: string, people: TestProvider['people'], key: CryptoKey): Promise<Provider> {
  const { Provider } = await import('oidc-provider');
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [REDIRECT_URI],
        require_auth_time: true,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(key)), alg: 'RS256', kid: 'key', use: 'sig' }] },
    cookies: { keys: ['of this spec'] },
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, subject) => {
      const { email, email_verified: isVerified, name, groups } = people.get(subject) ?? {};
      const claims = { sub: subject, email, email_verified: isVerified, name, groups };
      return { accountId: subject, claims: () => JSON.parse(JSON.stringify(claims)) as typeof claims };
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: CLIENT_ID, accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  });
}

async function signIn(url: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>();
  for (let address = url, hops = 0; hops < 10; hops += 1) {
    if (address.startsWith(REDIRECT_URI)) return new URL(address).search;
    const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { redirect: 'manual', headers: { Cookie, 'X-Subject': subject } });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('Location');
    if (location === null) throw new Error(`the provider answers ${response.status}: ${await response.text()}`);
    address = new URL(location, address).href;
  }
  throw new Error('the provider sends the browser in a circle');
}
