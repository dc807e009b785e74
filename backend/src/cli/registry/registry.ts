import { createHash } from 'node:crypto';
import { isLoopback } from './loopback.js';
import { type Descriptor, type ManifestContent, manifestContentOf } from './manifest-content.js';
import { Access, type Actions } from './registry-access.js';
import { RegistryError, TamperedError } from './registry-error.js';
import { type Answer, Transport } from './registry-transport.js';

/** What a registry keeps under a digest or a tag, as it came. */
export interface Manifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** Of the bytes. */
  readonly digest: string;
  readonly content: ManifestContent;
}

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFESTS = [
  INDEX,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const MOST_PAGES = 100;

/** One repository of an OCI registry (Distribution Specification 1.1). What is asked for by digest is checked against it. */
export class Registry {
  readonly #origin: string;
  readonly #name: string;
  readonly #host: string;
  readonly #access: Access;

  /** `repository` as `docker pull` takes it. Plain http is used only with this machine, unless it is allowed. */
  constructor(
    readonly repository: string,
    env: NodeJS.ProcessEnv,
    isHttpAllowed = false,
  ) {
    const [first = '', ...rest] = repository.split('/');
    const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
    const named = isHost ? rest.join('/') : repository;
    this.#host = !isHost || first === 'index.docker.io' ? 'docker.io' : first;
    this.#name = this.#host === 'docker.io' && !named.includes('/') ? `library/${named}` : named;
    const address = this.#host === 'docker.io' ? 'registry-1.docker.io' : this.#host;
    this.#origin = `${isHttpAllowed || isLoopback(this.#host) ? 'http' : 'https'}://${address}`;
    this.#access = new Access(new Transport(this.#host, env), this.#host, this.#origin, this.#name, env);
  }

  /** By digest or tag; null where there is none. Throws TamperedError, and MalformedError. */
  async manifest(reference: string): Promise<Manifest | null> {
    const answer = await this.#read(this.#address(`manifests/${reference}`), MANIFESTS);
    if (answer.status === 404) return null;
    const { bytes } = this.#successful(answer, `the manifest ${reference}`);
    const digest = digestOf(bytes);
    if (reference.includes(':') && digest !== reference) {
      throw new TamperedError(`the registry gives a manifest for ${reference} whose digest is ${digest}`);
    }
    const content = manifestContentOf(bytes, `what ${this.repository} has under ${reference}`);
    return { bytes, mediaType: content.mediaType ?? answer.headers.get('content-type') ?? '', digest, content };
  }

  /** Null where there is none. Throws TamperedError. */
  async blob(digest: string): Promise<Buffer | null> {
    const answer = await this.#read(this.#address(`blobs/${digest}`));
    if (answer.status === 404) return null;
    const { bytes } = this.#successful(answer, digest);
    if (digestOf(bytes) !== digest) throw new TamperedError(`the registry gives other bytes for ${digest}`);
    return bytes;
  }

  /**
   * What points to a manifest as its subject; from the tag that stands in for the list where a registry has none, or
   * has begun one without what was attached before.
   */
  async referrers(digest: string): Promise<readonly Descriptor[]> {
    const listed = await this.#listed(digest);
    return listed.length > 0 ? listed : ((await this.manifest(digest.replace(':', '-')))?.content.manifests ?? []);
  }

  /** Names a manifest that the registry has. The bytes are the same, so that the digest is. */
  async tag(manifest: Manifest, tag: string): Promise<void> {
    const answer = await this.#ask(
      'PUT',
      this.#address(`manifests/${tag}`),
      { 'Content-Type': manifest.mediaType },
      manifest.bytes,
    );
    this.#successful(answer, `the tag ${tag}`);
  }

  async #listed(digest: string): Promise<readonly Descriptor[]> {
    const found: Descriptor[] = [];
    let page: URL | null = this.#address(`referrers/${digest}`);
    for (let pages = 0; page !== null && pages < MOST_PAGES; pages += 1) {
      const { status, bytes, headers } = await this.#transportAnswer(page);
      // Registries without the list say so in many ways: 404, 400, 405, even 403 or a page for people.
      if (status !== 200 || !isJson(headers)) return found;
      found.push(...(manifestContentOf(bytes, `the list of what is attached to ${digest}`).manifests ?? []));
      page = nextPage(headers.get('link'), page);
    }
    return found;
  }

  #transportAnswer(target: URL): Promise<Answer> {
    return this.#access.ask({ method: 'GET', target, headers: { Accept: INDEX } }, 'pull');
  }

  #read(target: URL, accepted = '*/*'): Promise<Answer> {
    return this.#ask('GET', target, { Accept: accepted });
  }

  async #ask(
    method: 'GET' | 'PUT',
    target: URL,
    headers: Readonly<Record<string, string>>,
    body?: Buffer,
  ): Promise<Answer> {
    const actions: Actions = method === 'GET' ? 'pull' : 'pull,push';
    const answer = await this.#access.ask(
      { method, target, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) },
      actions,
    );
    if (!answer.isFromElsewhere && (answer.status === 401 || answer.status === 403)) {
      throw await this.#access.refusal(answer.status, actions);
    }
    return answer;
  }

  #successful(answer: Answer, what: string): Answer {
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw new RegistryError(`${this.#host} answers ${answer.status} for ${what} of ${this.#name}.`);
  }

  #address(path: string): URL {
    return new URL(`${this.#origin}/v2/${this.#name}/${path}`);
  }
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function isJson(headers: Headers): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/.test(headers.get('content-type') ?? '');
}

/** Only of the same registry: it is asked with our token. */
function nextPage(link: string | null, current: URL): URL | null {
  const next = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1];
  if (next === undefined || !URL.canParse(next, current.href)) return null;
  const target = new URL(next, current);
  return target.origin === current.origin && target.href !== current.href ? target : null;
}
