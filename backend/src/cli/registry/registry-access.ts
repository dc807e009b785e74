import { isLoopback } from './loopback.js';
import { type Credentials, credentialsFor } from './registry-credentials.js';
import { RegistryError } from './registry-error.js';
import type { Answer, Question, Transport } from './registry-transport.js';

/** What a token is asked for; one to read with does not write. */
export type Actions = 'pull' | 'pull,push';

/**
 * How requests to one repository of a registry are authenticated: not at all, as an account, or with the token of a
 * token server.
 */
export class Access {
  readonly #headers = new Map<Actions, string>();
  readonly #asked = new Map<Actions, Promise<string>>();
  #credentials: Promise<Credentials | null> | null = null;

  constructor(
    private readonly transport: Transport,
    private readonly host: string,
    private readonly origin: string,
    private readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * Asks with what proves who asks. A registry says what it wants with 401, once in the beginning and again when a
   * token has expired.
   */
  async ask(question: Question, actions: Actions): Promise<Answer> {
    for (let isRenewed = false; ; isRenewed = true) {
      const used = this.#headers.get(actions);
      const answer = await this.transport.ask(
        used === undefined ? question : { ...question, headers: { ...question.headers, Authorization: used } },
      );
      if (answer.isFromElsewhere || answer.status !== 401 || isRenewed) return answer;
      const challenge = answer.headers.get('www-authenticate') ?? '';
      // Of many requests at once the first renews, and the others take what it got.
      if (this.#headers.get(actions) === used) await this.#renew(challenge, actions);
    }
  }

  /** For people: why a request was refused, and what to do about it. */
  async refusal(status: number, actions: Actions): Promise<RegistryError> {
    const verb = actions === 'pull' ? 'read' : 'write';
    const who =
      (await this.#login()) === null
        ? `does not allow anonymous access: an account is needed to ${verb} ${this.name}`
        : `does not let this account ${verb} ${this.name}`;
    return new RegistryError(`${this.host} ${who} (${status}). Log in with "scripts/registry-setup.sh login".`);
  }

  #login(): Promise<Credentials | null> {
    return (this.#credentials ??= credentialsFor(this.host, this.env));
  }

  async #renew(challenge: string, actions: Actions): Promise<void> {
    const asked = this.#asked.get(actions) ?? this.#authorization(challenge, actions);
    this.#asked.set(actions, asked);
    try {
      this.#headers.set(actions, await asked);
    } finally {
      this.#asked.delete(actions);
    }
  }

  async #authorization(challenge: string, actions: Actions): Promise<string> {
    const credentials = await this.#login();
    const parameters = new Map(
      [...challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s",]+))/g)].map(
        ([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? ''] as const,
      ),
    );
    const realm = parameters.get('realm');
    if (!/^\s*bearer\b/i.test(challenge) || realm === undefined) {
      if (credentials === null || !('user' in credentials)) throw await this.refusal(401, actions);
      return basic(credentials);
    }
    const server = this.#tokenServer(realm);
    const service = parameters.get('service') ?? this.host;
    const scope = `repository:${this.name}:${actions}`;
    const answer = await this.transport.ask(tokenQuestion(server, service, scope, credentials));
    if (answer.status === 401 || answer.status === 403) throw await this.refusal(answer.status, actions);
    return `Bearer ${tokenIn(answer, server)}`;
  }

  /** The password goes there: encrypted, or to the very place that it goes to anyway, or nowhere beyond this machine. */
  #tokenServer(realm: string): URL {
    const server = URL.canParse(realm) ? new URL(realm) : null;
    if (server === null) throw new RegistryError(`${this.host} names a token server whose address is not valid.`);
    const isWithinThisMachine = isLoopback(server.host) && isLoopback(this.host);
    if (
      server.protocol === 'https:' ||
      (server.protocol === 'http:' && (server.origin === this.origin || isWithinThisMachine))
    ) {
      return server;
    }
    throw new RegistryError(
      `${this.host} asks for credentials to be sent to ${server.origin}, which is not encrypted.`,
    );
  }
}

/** Docker's token authentication: GET with an account or none, or POST with the token of a login (OAuth 2). */
function tokenQuestion(server: URL, service: string, scope: string, credentials: Credentials | null): Question {
  if (credentials !== null && 'identityToken' in credentials) {
    const form = {
      grant_type: 'refresh_token',
      service,
      scope,
      client_id: 'plimsoll',
      refresh_token: credentials.identityToken,
    };
    return {
      method: 'POST',
      target: server,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    };
  }
  const target = new URL(server);
  target.searchParams.set('service', service);
  target.searchParams.set('scope', scope);
  return { method: 'GET', target, headers: credentials === null ? {} : { Authorization: basic(credentials) } };
}

function tokenIn({ status, bytes }: Answer, { origin }: URL): string {
  if (status !== 200) throw new RegistryError(`the token server ${origin} answers ${status}.`);
  let token: unknown;
  try {
    const given = JSON.parse(bytes.toString('utf8')) as { token?: unknown; access_token?: unknown } | null;
    token = given?.token ?? given?.access_token;
  } catch {
    token = undefined;
  }
  // What cannot stand in a header is no token.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw new RegistryError(`the token server ${origin} gives no token.`);
  return token;
}

function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
