import { isDigest } from '../../core/model/digest.js';
import { MalformedError } from './registry-error.js';

export interface Descriptor {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size?: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>> | null;
  readonly platform?: Platform | null;
}

export interface Platform {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
}

/** The parts of image manifests and indexes that are read. */
export interface ManifestContent {
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor | null;
  readonly layers?: readonly Descriptor[] | null;
  readonly manifests?: readonly Descriptor[] | null;
  readonly subject?: Descriptor | null;
  readonly annotations?: Readonly<Record<string, string>> | null;
}

/** Throws MalformedError: everyone who can push to a registry can write anything there. */
export function manifestContentOf(bytes: Buffer, what: string): ManifestContent {
  const content = jsonOf(bytes, what);
  if (!isObject(content)) throw new MalformedError(`${what} is no manifest`);
  for (const name of ['layers', 'manifests']) {
    const list = content[name];
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list) || !list.every(isDescriptor))
      throw new MalformedError(`${what} is no manifest: its ${name} are none`);
  }
  for (const name of ['config', 'subject']) {
    const one = content[name];
    if (one !== undefined && one !== null && !isDescriptor(one))
      throw new MalformedError(`${what} is no manifest: its ${name} is none`);
  }
  // Readers would differ on which of both it is (CVE-2021-41190).
  if (content['manifests'] && (content['layers'] || content['config'])) {
    throw new MalformedError(`${what} is no manifest: it is both an image and an index`);
  }
  if (!isText(content['mediaType']) || !isText(content['artifactType']) || !isAnnotations(content['annotations'])) {
    throw new MalformedError(`${what} is no manifest`);
  }
  return content;
}

/** Throws MalformedError. */
export function jsonOf(bytes: Buffer, what: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new MalformedError(`${what} is not JSON`, { cause: error });
  }
}

function isDescriptor(value: unknown): value is Descriptor {
  if (!isObject(value) || !isText(value['mediaType']) || !isText(value['artifactType'])) return false;
  const { digest } = value;
  if (typeof digest !== 'string' || !isDigest(digest)) return false;
  return isAnnotations(value['annotations']) && isAnnotations(textsOf(value['platform']));
}

/** Of a platform only its texts are read; Windows adds lists. */
function textsOf(platform: unknown): unknown {
  if (!isObject(platform)) return platform;
  const { os, architecture, variant = '' } = platform;
  return { os: os ?? '', architecture: architecture ?? '', variant };
}

function isAnnotations(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
