import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

export const CLIENT_ID = 'plimsoll';
export const CLIENT_SECRET = 'a secret that only the two of them know';

/**
 * Somebody whom the provider knows, and how they sign in there.
 *
 * @typedef {{
 *   email?: string | undefined,
 *   email_verified?: boolean | undefined,
 *   name?: string,
 *   groups?: readonly string[] | undefined,
 *   amr?: readonly string[],
 *   secondsAgo?: number,
 *   refuses?: boolean,
 * }} ProviderPerson
 */

/** By which a request says who is in front of the browser, where no person fills in the page. */
const SUBJECT_HEADER = 'x-subject';

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

/** npm's oidc-provider on this machine, where people sign in by their subject alone. */
export class OpenIdProvider {
  /**
   * @param {Readonly<Record<string, ProviderPerson>>} [people] whom it knows at first, by subject
   */
  static async start(people = {}) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    const provider = new OpenIdProvider(server, `http://127.0.0.1:${address.port}`, privateKey);
    for (const [subject, person] of Object.entries(people)) provider.people.set(subject, person);
    return provider;
  }

  /**
   * Whom it knows, by subject.
   *
   * @type {Map<string, ProviderPerson>}
   */
  people = new Map();
  /**
   * Answers in place of the provider; where it answers false, or is not there, the provider itself.
   *
   * @type {((request: IncomingMessage, response: ServerResponse) => boolean) | undefined}
   */
  answer;
  issuer;
  #server;
  #key;
  /** @type {Provider | undefined} */
  #provider;
  #redirectUri = '';

  /**
   * @param {import('node:http').Server} server
   * @param {string} issuer
   * @param {import('jose').CryptoKey} key
   */
  constructor(server, issuer, key) {
    this.#server = server;
    this.issuer = issuer;
    this.#key = key;
    server.on('request', (request, response) => void this.#handle(request, response));
  }

  /**
   * From now on people may be sent here, and are sent back there.
   *
   * @param {string} redirectUri
   */
  async serve(redirectUri) {
    this.#redirectUri = redirectUri;
    this.#provider = new Provider(this.issuer, {
      clients: [
        { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri], require_auth_time: true },
      ],
      jwks: { keys: [{ ...(await exportJWK(this.#key)), alg: 'RS256', kid: 'key', use: 'sig' }] },
      cookies: { keys: ['of this test'] },
      pkce: { required: () => true },
      scopes: ['openid', 'email', 'profile', 'groups'],
      claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      findAccount: (_, subject) => {
        const { email, email_verified: isVerified, name, groups } = this.people.get(subject) ?? {};
        const claims = { sub: subject, email, email_verified: isVerified, name, groups };
        return { accountId: subject, claims: () => JSON.parse(JSON.stringify(claims)) };
      },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: CLIENT_ID, accountId: oidc.session?.accountId ?? '' });
        grant.addOIDCScope('openid email profile groups');
        await grant.save();
        return grant;
      },
    });
  }

  /**
   * An ID token with the provider's own signature, whatever it says.
   *
   * @param {import('jose').JWTPayload} claims
   */
  sign(claims) {
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key' }).sign(this.#key);
  }

  /**
   * What a browser does in which `subject` signs in: opens the address, follows the provider, and comes back with the query of
   * the redirect URI.
   *
   * @param {string} url
   * @param {string} subject
   */
  async signIn(url, subject) {
    /** @type {Map<string, string>} */
    const cookies = new Map();
    for (let address = url, hops = 0; hops < 10; hops += 1) {
      if (address.startsWith(this.#redirectUri)) return new URL(address).search;
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(address, { redirect: 'manual', headers: { cookie, [SUBJECT_HEADER]: subject } });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) throw new Error(`the provider answers ${response.status}: ${await response.text()}`);
      address = new URL(location, address).href;
    }
    throw new Error('the provider sends the browser in a circle');
  }

  async stop() {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async #handle(request, response) {
    if (this.answer?.(request, response) === true) return;
    const provider = this.#provider;
    if (provider === undefined) response.writeHead(503).end();
    else if (request.url?.startsWith('/interaction/') === true) await this.#interact(provider, request, response);
    else await provider.callback()(request, response);
  }

  /**
   * @param {Provider} provider
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async #interact(provider, request, response) {
    const header = request.headers[SUBJECT_HEADER];
    if (header === undefined && request.method !== 'POST') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(SIGN_IN_PAGE);
      return;
    }
    const fields = new URLSearchParams(header === undefined ? await text(request) : { subject: String(header) });
    const subject = fields.get('subject') ?? '';
    const { amr = ['pwd'], secondsAgo = 0, refuses = false } = this.people.get(subject) ?? {};
    if (refuses || fields.has('cancel')) {
      await provider.interactionFinished(request, response, { error: 'access_denied' });
      return;
    }
    // Who fills in the page signs in now where they are asked anew; the header's person says for themselves how long ago it was.
    const { params } = await provider.interactionDetails(request, response);
    const ago = header === undefined && params['prompt'] === 'login' ? 0 : secondsAgo;
    const login = { accountId: subject, amr: [...amr], ts: Math.floor(Date.now() / 1000) - ago };
    await provider.interactionFinished(request, response, { login });
  }
}
