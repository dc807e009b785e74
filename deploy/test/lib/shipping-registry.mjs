import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../testkit/free-port.mjs';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const KINDS = `${INDEX}, ${MANIFEST}, application/vnd.docker.distribution.manifest.v2+json`;
const READY_MS = 20_000;

/** @typedef {{ mediaType?: string, digest: string, size?: number, artifactType?: string, annotations?: Record<string, string>, platform?: object }} Descriptor */
/** @typedef {{ schemaVersion: number, mediaType: string, manifests?: Descriptor[], layers?: Descriptor[], subject?: Descriptor, annotations?: Record<string, string> }} Manifest */

/** @typedef {{ authentication?: object, credentials?: string, port?: number }} Settings */

/** A registry of one's own on this machine, with its disk at hand. */
export class Registry {
  /**
   * @param {string} folder
   * @param {Settings} [settings]
   */
  static async start(folder, { authentication, credentials, port } = {}) {
    const registry = new Registry(folder, `127.0.0.1:${port ?? (await freePort())}`, credentials);
    const settings = join(folder, 'registry.yml');
    await writeFile(
      settings,
      JSON.stringify({
        version: '0.1',
        log: { level: 'error' },
        storage: { filesystem: { rootdirectory: registry.disk }, delete: { enabled: true } },
        http: { addr: registry.host, secret: 'of the test' },
        ...(authentication === undefined ? {} : { auth: authentication }),
      }),
    );
    const child = spawn('docker-registry', ['serve', settings], { stdio: 'ignore' });
    const closed = once(child, 'close');
    registry.stop = async () => {
      child.kill();
      await closed;
    };
    for (let waited = 0; waited < READY_MS; waited += 100) {
      const isUp = await fetch(`http://${registry.host}/v2/`).then(
        // It asks who we are as soon as it is up.
        ({ status }) => status === 200 || status === 401,
        () => false,
      );
      if (isUp) return registry;
      await sleep(100);
    }
    child.kill();
    throw new Error(`docker-registry does not answer at ${registry.host}`);
  }

  /**
   * @param {string} folder
   * @param {string} host
   * @param {string} [credentials] `name:password`, for what the test itself asks
   */
  constructor(folder, host, credentials) {
    this.host = host;
    this.headers =
      credentials === undefined ? {} : { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
    this.disk = join(folder, 'blobs');
  }

  stop = async () => {};

  /**
   * @param {string} name
   * @param {string} reference
   * @returns {Promise<Manifest>}
   */
  async manifest(name, reference) {
    const answer = await fetch(`http://${this.host}/v2/${name}/manifests/${reference}`, {
      headers: {
        ...this.headers,
        Accept: `${INDEX}, ${MANIFEST}, application/vnd.docker.distribution.manifest.v2+json`,
      },
    });
    if (!answer.ok) throw new Error(`${name} ${reference}: ${answer.status}`);
    return /** @type {Manifest} */ (await answer.json());
  }

  /**
   * Of a manifest, in bytes.
   *
   * @param {string} name
   * @param {string} digest
   */
  async size(name, digest) {
    const answer = await fetch(`http://${this.host}/v2/${name}/manifests/${digest}`, {
      headers: { ...this.headers, Accept: KINDS },
    });
    return (await answer.arrayBuffer()).byteLength;
  }

  /**
   * @param {string} name
   * @param {string} reference
   * @param {Manifest} manifest
   * @returns {Promise<Descriptor>}
   */
  async put(name, reference, manifest) {
    const bytes = JSON.stringify(manifest);
    const digest = digestOf(bytes);
    const answer = await fetch(`http://${this.host}/v2/${name}/manifests/${reference || digest}`, {
      method: 'PUT',
      headers: { ...this.headers, 'Content-Type': manifest.mediaType },
      body: bytes,
    });
    if (!answer.ok) throw new Error(`${name} ${reference}: ${answer.status} ${await answer.text()}`);
    return { mediaType: manifest.mediaType, digest, size: bytes.length };
  }

  /**
   * What is attached, in the place where this registry, which has no list of referrers, keeps it.
   *
   * @param {string} name
   * @param {string} digest
   */
  async attached(name, digest) {
    const { manifests = [] } = await this.manifest(name, digest.replace(':', '-'));
    return Promise.all(
      manifests.map(async (descriptor) => ({ descriptor, manifest: await this.manifest(name, descriptor.digest) })),
    );
  }

  /**
   * Replaces all that is attached.
   *
   * @param {string} name
   * @param {string} digest
   * @param {readonly Descriptor[]} manifests
   */
  async attachOnly(name, digest, manifests) {
    await this.put(name, digest.replace(':', '-'), { schemaVersion: 2, mediaType: INDEX, manifests: [...manifests] });
  }

  /**
   * Attaches what was attached to one artifact to another, as somebody would who wants it to pass for that one.
   *
   * @param {string} name
   * @param {Manifest} manifest
   * @param {string} digest
   */
  async attachCopy(name, manifest, digest) {
    const subject = { ...manifest.subject, digest };
    return this.put(name, '', { ...manifest, subject: /** @type {Descriptor} */ (subject) });
  }

  /** What is on its disk, by which one sees that nothing was changed. */
  async content() {
    const names = await readdir(this.disk, { recursive: true });
    return names.filter((name) => !name.includes('_uploads')).sort();
  }

  /**
   * Changes what is on the registry's disk, as somebody would who has got hold of it.
   *
   * @param {string} digest
   * @param {(text: string) => string} change
   */
  async tamper(digest, change) {
    const hex = digest.replace('sha256:', '');
    const path = join(this.disk, 'docker', 'registry', 'v2', 'blobs', 'sha256', hex.slice(0, 2), hex, 'data');
    const text = await readFile(path, 'utf8');
    await writeFile(path, change(text));
    return () => writeFile(path, text);
  }
}

/** @param {string} bytes */
function digestOf(bytes) {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
