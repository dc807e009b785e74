import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';

export const CLIENT_ID = 'plimsoll';
export const CLIENT_SECRET = 'known to the provider and the console';

/** Somebody whom the provider knows. */
export interface ProviderPerson {
  readonly name: string;
  readonly groups: readonly string[];
  /** How they prove to the provider who they are (RFC 8176). */
  readonly amr: readonly string[];
  /** In seconds: how long ago they did, unless they are asked anew. */
  readonly secondsAgo?: number;
}

/** npm's oidc-provider on this machine, with a page for signing in by subject alone. */
export interface OpenIdProvider {
  readonly issuer: string;
  /** From now on people may be sent here from that console. */
  readonly serve: (consoleUrl: string) => void;
  readonly stop: () => Promise<void>;
}

export async function startOpenIdProvider(people: Readonly<Record<string, ProviderPerson>>): Promise<OpenIdProvider> {
  const handler: { current?: (request: IncomingMessage, response: ServerResponse) => Promise<void> } = {};
  const server = createServer((request, response) => {
    if (handler.current) void handler.current(request, response);
    else response.writeHead(503).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    serve: (consoleUrl) => {
      const provider = createProvider(issuer, consoleUrl, people);
      const callback = provider.callback();
      handler.current = (request, response) =>
        request.url?.startsWith('/interaction/') === true
          ? interact(provider, people, request, response)
          : callback(request, response);
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function createProvider(
  issuer: string,
  consoleUrl: string,
  people: Readonly<Record<string, ProviderPerson>>,
): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${consoleUrl}/sign-in/callback`],
        require_auth_time: true,
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', kid: 'key', use: 'sig' }] },
    cookies: { keys: ['of this spec'] },
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, subject) => {
      const { name = '', groups = [] } = people[subject] ?? {};
      const claims = { sub: subject, email: `${subject}@acme.example`, email_verified: true, name, groups };
      return { accountId: subject, claims: () => claims };
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: CLIENT_ID, accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  });
}

const SIGN_IN_PAGE = `<!doctype html>
<html lang="en">
  <title>Acme</title>
  <h1>Sign in to Acme</h1>
  <form method="post">
    <label>Who are you? <input name="subject"></label>
    <button>Sign in</button>
    <button name="cancel" value="yes">Cancel</button>
  </form>
</html>`;

async function interact(
  provider: Provider,
  people: Readonly<Record<string, ProviderPerson>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(SIGN_IN_PAGE);
    return;
  }
  const fields = new URLSearchParams(await text(request));
  if (fields.has('cancel')) {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  const { params } = await provider.interactionDetails(request, response);
  const subject = fields.get('subject') ?? '';
  const { amr = [], secondsAgo = 0 } = people[subject] ?? {};
  const ago = params['prompt'] === 'login' ? 0 : secondsAgo;
  const login = { accountId: subject, amr: [...amr], ts: Math.floor(Date.now() / 1000) - ago };
  await provider.interactionFinished(request, response, { login });
}
