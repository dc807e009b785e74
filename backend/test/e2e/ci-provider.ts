import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** An issuer of OIDC tokens for pipelines, as GitHub and GitLab are, on this machine. */
export interface CiProvider {
  readonly issuer: string;
  /** The path of every request that came. */
  readonly requests: string[];
  /** Answers in place of the provider; undefined for the provider itself. */
  answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Signed with the provider's key; claims of null are left out. */
  token(
    claims?: Record<string, unknown>,
    settings?: { alg?: 'RS256' | 'ES256'; key?: CryptoKey; kid?: string },
  ): Promise<string>;
  /** As PEM: what somebody would use as the secret of an HMAC. */
  publicKey(): Promise<string>;
  stop(): Promise<void>;
}

export const AUDIENCE = 'https://plimsoll.example';

/** What a pipeline of acme/api on its main branch gets. */
const CLAIMS = {
  sub: 'repo:acme/api:ref:refs/heads/main',
  aud: AUDIENCE,
  repository: 'acme/api',
  repository_owner: 'acme',
  ref: 'refs/heads/main',
  event_name: 'push',
};

export async function startCiProvider(): Promise<CiProvider> {
  const keys = { RS256: await generateKeyPair('RS256'), ES256: await generateKeyPair('ES256') };
  const jwks: JWK[] = await Promise.all(
    Object.entries(keys).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      alg,
      kid: alg,
      use: 'sig',
    })),
  );
  const requests: string[] = [];
  let issuer = '';
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (provider.answer?.(request, response) === true) return;
    const document = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
      '/keys': { keys: jwks },
    }[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await listen(server);
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: CiProvider = {
    issuer,
    requests,
    answer: undefined,
    token: (claims = {}, { alg = 'RS256', key = keys[alg].privateKey, kid = alg } = {}) =>
      new SignJWT(complete(issuer, claims)).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key),
    publicKey: () => exportSPKI(keys.RS256.publicKey),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}

let serial = 0;

/** With an issuer, times and an id of its own, unless the claims say otherwise. */
export function complete(issuer: string, claims: Record<string, unknown>): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  serial += 1;
  const all = { iss: issuer, ...CLAIMS, iat: now, nbf: now, exp: now + 300, jti: `job-${serial}`, ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
