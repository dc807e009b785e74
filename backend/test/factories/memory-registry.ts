import { createHash, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const STATEMENT = 'application/vnd.in-toto+json';

interface Stored {
  readonly type: string;
  readonly text: string;
}

/** A statement to attach; what is left out is as it should be. */
export interface Attachment {
  readonly predicateType: string;
  readonly predicate?: unknown;
  /** Whom it speaks of, where that is not what it is attached to. */
  readonly about?: string;
  readonly key: KeyObject;
}

/** An OCI 1.1 registry in memory that anybody may write to, with the list of referrers that Debian's lacks. */
export class MemoryRegistry {
  readonly #stored = new Map<string, Stored>();
  readonly #attached = new Map<string, object[]>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer(({ url = '' }, response) => {
      const reference = url.slice(url.lastIndexOf('/') + 1);
      const list = { schemaVersion: 2, mediaType: INDEX, manifests: this.#attached.get(reference) ?? [] };
      const found = url.includes('/referrers/')
        ? { type: INDEX, text: JSON.stringify(list) }
        : this.#stored.get(reference);
      response.writeHead(found === undefined ? 404 : 200, { 'Content-Type': found?.type ?? 'text/plain' });
      response.end(found?.text);
    });
  }

  /** Answers the name of a repository in it. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}/acme/api`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** An image like no other. */
  image(name: string): string {
    return this.put(MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, annotations: { name }, layers: [] });
  }

  index(manifests: readonly object[]): string {
    return this.put(INDEX, { schemaVersion: 2, mediaType: INDEX, manifests });
  }

  /** Answers the digest. */
  put(type: string, content: unknown): string {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    this.#stored.set(digest, { type, text });
    return digest;
  }

  /** A name for what is there. */
  tag(name: string, digest: string): void {
    const stored = this.#stored.get(digest);
    if (stored !== undefined) this.#stored.set(name, stored);
  }

  /** Attaches files as oras does: each layer with a type, its content, and annotations. Answers the manifest's digest. */
  attachFiles(
    subject: string,
    artifactType: string,
    files: readonly { readonly type: string; readonly text: string; readonly annotations?: object }[],
  ): string {
    const layers = files.map(({ type, text, annotations = {} }) => ({
      mediaType: type,
      digest: this.put(type, text),
      size: text.length,
      annotations,
    }));
    const manifest = this.put(MANIFEST, {
      schemaVersion: 2,
      mediaType: MANIFEST,
      artifactType,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: this.put('application/json', '{}'), size: 2 },
      layers,
      subject: { mediaType: MANIFEST, digest: subject, size: 1 },
    });
    this.refer(subject, { mediaType: MANIFEST, digest: manifest, size: 1, artifactType });
    return manifest;
  }

  remove(digest: string): void {
    this.#stored.delete(digest);
  }

  refer(subject: string, descriptor: object): void {
    this.#attached.set(subject, [...(this.#attached.get(subject) ?? []), descriptor]);
  }

  /** Signs and attaches as cosign does; answers the digests of the manifest and of the bundle. */
  attach(
    subject: string,
    { predicateType, predicate = {}, about = subject, key }: Attachment,
  ): { manifest: string; bundle: string } {
    const payload = JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { sha256: about.replace('sha256:', '') } }],
      predicateType,
      predicate,
    });
    const signed = Buffer.from(`DSSEv1 ${STATEMENT.length} ${STATEMENT} ${Buffer.byteLength(payload)} ${payload}`);
    const bundle = this.put(BUNDLE, {
      mediaType: BUNDLE,
      verificationMaterial: { publicKey: { hint: '' } },
      dsseEnvelope: {
        payload: Buffer.from(payload).toString('base64'),
        payloadType: STATEMENT,
        signatures: [{ sig: sign('sha256', signed, key).toString('base64') }],
      },
    });
    const manifest = this.put(MANIFEST, {
      schemaVersion: 2,
      mediaType: MANIFEST,
      artifactType: BUNDLE,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: this.put('application/json', '{}'), size: 2 },
      layers: [{ mediaType: BUNDLE, digest: bundle, size: 1 }],
      annotations: { 'dev.sigstore.bundle.predicateType': predicateType },
      subject: { mediaType: MANIFEST, digest: subject, size: 1 },
    });
    this.refer(subject, { mediaType: MANIFEST, digest: manifest, size: 1, artifactType: BUNDLE });
    return { manifest, bundle };
  }
}
