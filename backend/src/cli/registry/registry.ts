import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type Credentials, credentialsFor } from './registry-credentials.js';

/** What a registry keeps under a digest or a tag, as it came. */
export interface Manifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** Of the bytes. */
  readonly digest: string;
  readonly content: ManifestContent;
}

export interface Descriptor {
  readonly mediaType?: string;
  readonly digest?: string;
  readonly size?: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The parts of image manifests and indexes that are read. */
export interface ManifestContent {
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The registry gave other bytes than those that the digest names. */
export class TamperedError extends Error {
  override readonly name = 'TamperedError';
}

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const TIMEOUT_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** One repository of an OCI registry (Distribution Specification 1.1). What is asked for by digest is checked against it. */
export class Registry {
  readonly #origin: string;
  readonly #name: string;
  readonly #host: string;
  #authorization: string | null = null;
  #credentials: Promise<Credentials | null> | null = null;

  /** `repository` as `docker pull` takes it. Plain http is spoken with this machine alone, unless it is allowed. */
  constructor(
    readonly repository: string,
    private readonly env: NodeJS.ProcessEnv,
    isHttpAllowed = false,
  ) {
    const [first = '', ...rest] = repository.split('/');
    const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
    this.#host = isHost ? first : 'docker.io';
    this.#name = isHost ? rest.join('/') : rest.length === 0 ? `library/${repository}` : repository;
    const isLoopback = /^(?:localhost|127\.\d+\.\d+\.\d+)(?::\d+)?$/.test(this.#host);
    const address = this.#host === 'docker.io' ? 'registry-1.docker.io' : this.#host;
    this.#origin = `${isHttpAllowed || isLoopback ? 'http' : 'https'}://${address}`;
  }

  /** By digest or tag; null where there is none. Throws TamperedError. */
  async manifest(reference: string): Promise<Manifest | null> {
    const answer = await this.#ask('GET', `manifests/${reference}`, { Accept: MANIFESTS });
    if (answer.status === 404) return null;
    const bytes = await bytesOf(answer);
    const digest = digestOf(bytes);
    if (reference.includes(':') && digest !== reference) {
      throw new TamperedError(`the registry gives a manifest for ${reference} whose digest is ${digest}`);
    }
    const content = JSON.parse(bytes.toString('utf8')) as ManifestContent;
    const mediaType = content.mediaType ?? answer.headers.get('content-type') ?? '';
    return { bytes, mediaType, digest, content };
  }

  /** Throws TamperedError. */
  async blob(digest: string): Promise<Buffer> {
    const answer = await this.#ask('GET', `blobs/${digest}`, {});
    if (answer.status === 404) throw new CommandError(ExitCode.failedToRun, `${this.repository} lacks ${digest}.`);
    const bytes = await bytesOf(answer);
    if (digestOf(bytes) !== digest) throw new TamperedError(`the registry gives other bytes for ${digest}`);
    return bytes;
  }

  /** What points to a manifest as its subject; from the tag that stands in for it where a registry has no such list. */
  async referrers(digest: string): Promise<readonly Descriptor[]> {
    const answer = await this.#ask('GET', `referrers/${digest}`, { Accept: 'application/vnd.oci.image.index.v1+json' });
    if (answer.ok) {
      const { manifests = [] } = JSON.parse((await bytesOf(answer)).toString('utf8')) as ManifestContent;
      if (manifests.length > 0) return manifests;
    }
    return (await this.manifest(digest.replace(':', '-')))?.content.manifests ?? [];
  }

  /** Names a manifest that the registry has. The bytes are the same, so that the digest is. */
  async tag(manifest: Manifest, tag: string): Promise<void> {
    const answer = await this.#ask('PUT', `manifests/${tag}`, { 'Content-Type': manifest.mediaType }, manifest.bytes);
    await answer.arrayBuffer();
    if (!answer.ok) {
      throw new CommandError(ExitCode.failedToRun, `${this.repository} cannot be tagged ${tag}: ${answer.status}.`);
    }
  }

  async #ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: Buffer,
  ): Promise<Response> {
    const target = `${this.#origin}/v2/${this.#name}/${path}`;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#send(method, target, headers, body);
      if (answer instanceof Error) {
        if (attempt === ATTEMPTS) throw unreachable(this.#host, answer);
        await wait(pause(attempt, null));
      } else if (answer.status === 401 && this.#authorization === null) {
        this.#authorization = await this.#authorize(answer.headers.get('www-authenticate') ?? '', method);
      } else if (answer.status === 401 || answer.status === 403) {
        throw new CommandError(
          ExitCode.failedToRun,
          `${this.#host} does not let this account ${method === 'GET' ? 'read' : 'write'} ${this.#name} (${answer.status}). Log in with "scripts/registry-setup.sh login".`,
        );
      } else if (answer.status === 429 || answer.status >= 500) {
        if (attempt === ATTEMPTS) throw unreachable(this.#host, new Error(`it answers ${answer.status}`));
        await answer.arrayBuffer();
        await wait(pause(attempt, answer.headers.get('retry-after')));
      } else return answer;
    }
  }

  async #send(
    method: string,
    target: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | undefined,
  ): Promise<Response | Error> {
    try {
      return await fetch(target, {
        method,
        headers: { ...headers, ...(this.#authorization === null ? {} : { Authorization: this.#authorization }) },
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
        // fetch takes the Authorization away where a blob is handed to another host.
        redirect: 'follow',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Basic, or a token from where the registry points to (Docker's token authentication). */
  async #authorize(challenge: string, method: string): Promise<string> {
    const credentials = await (this.#credentials ??= credentialsFor(this.#host, this.env));
    const basic =
      credentials === null
        ? null
        : `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
    const parameters = new Map(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const),
    );
    const realm = parameters.get('realm');
    if (!/^bearer\b/i.test(challenge) || realm === undefined) return basic ?? 'Basic Og==';
    const target = new URL(realm);
    const isOwn = target.origin === this.#origin;
    if (target.protocol !== 'https:' && !isOwn) {
      throw new CommandError(ExitCode.failedToRun, `${this.#host} would have credentials sent in the clear.`);
    }
    target.searchParams.set('service', parameters.get('service') ?? this.#host);
    target.searchParams.set('scope', `repository:${this.#name}:${method === 'GET' ? 'pull' : 'pull,push'}`);
    const answer = await fetch(target, {
      headers: basic === null ? {} : { Authorization: basic },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { token, access_token: accessToken } = answer.ok
      ? ((await answer.json()) as { token?: string; access_token?: string })
      : {};
    return `Bearer ${token ?? accessToken ?? ''}`;
  }
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function bytesOf(answer: Response): Promise<Buffer> {
  if (!answer.ok) throw new CommandError(ExitCode.failedToRun, `${answer.url} answers ${answer.status}.`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new CommandError(ExitCode.failedToRun, `${answer.url} is larger than 64 MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Twice as long each time, and a little at random; as long as the registry asks for, within reason. */
function pause(attempt: number, retryAfter: string | null): number {
  const asked = Number(retryAfter ?? 0) * 1000;
  const own = FIRST_WAIT_MS * 2 ** (attempt - 1) * (1 + Math.random() / 2);
  return Math.min(LONGEST_WAIT_MS, Number.isFinite(asked) && asked > 0 ? asked : own);
}

function unreachable(host: string, error: Error): CommandError {
  const cause = error.cause instanceof Error ? error.cause : error;
  return new CommandError(ExitCode.failedToRun, `the registry ${host} does not answer: ${cause.message}.`, {
    cause: error,
  });
}
