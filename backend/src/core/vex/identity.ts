import { isDigest } from '../model/digest.js';
import { parseImageReference } from '../model/image-reference.js';
import { canonicalPurl, parsePurl } from '../model/purl.js';
import { parseVers } from '../versions/vers-range.js';

/** By what a document names a product or a part of it. */
export type Identity =
  | {
      readonly kind: 'image';
      readonly digest: string | null;
      /** Null: any. */
      readonly repository: string | null;
      /** The last part of the repository's name. */
      readonly name: string | null;
      readonly tag: string | null;
      readonly written: string;
    }
  /** `purl` is canonical. */
  | { readonly kind: 'package'; readonly purl: string; readonly written: string }
  /** Versions of a package, or whether the one that `purl` names is meant. `vers` is null where that cannot be told. */
  | { readonly kind: 'range'; readonly purl: string; readonly vers: string | null; readonly written: string }
  /** A BOM-Link: `urn:cdx:SERIAL/VERSION#REFERENCE`. */
  | {
      readonly kind: 'link';
      readonly serialNumber: string;
      /** Null where the link does not say which. */
      readonly version: number | null;
      readonly reference: string;
      readonly written: string;
    }
  /** A name, an address, a CPE: nothing that an artifact's components are known by. */
  | { readonly kind: 'other'; readonly written: string };

/** Identifies what is written as `@id`, `purl`, `ref` or the name of an image. */
export function identityOf(written: string): Identity {
  const text = written.trim();
  if (/^pkg:/i.test(text)) return ofPurl(text);
  const link = /^urn:cdx:([^/#]+)(?:\/([^#]*))?(?:#(.*))?$/is.exec(text);
  if (link?.[1] !== undefined) {
    return {
      kind: 'link',
      serialNumber: link[1].toLowerCase(),
      version: versionOf(link[2]),
      reference: link[3] === undefined ? '' : decoded(link[3]),
      written: text,
    };
  }
  return identityOfDigest(text) ?? ofReference(text) ?? { kind: 'other', written: text };
}

/** The version of a BOM. */
function versionOf(written: string | undefined): number | null {
  return written !== undefined && /^[1-9]\d{0,8}$/.test(written) ? Number(written) : null;
}

/**
 * The versions of what is identified that a range has (`vers:npm/>=1.0.0|<1.4.2`). A range cannot be read where it is none, where its
 * scheme is not the package's, and of a package that has a version of its own.
 */
export function rangeOf(identity: Identity, range: string): Identity {
  const written = `${identity.written} ${range}`.trim();
  if (identity.kind !== 'package') return { kind: 'other', written };
  const parts = parsePurl(identity.purl);
  const vers = parseVers(range);
  const isOfType = vers !== null && (vers.type === null || vers.type === parts?.type);
  const isRead = isOfType && parts !== null && parts.version === null;
  return { kind: 'range', purl: withoutVersion(identity.purl), vers: isRead ? range : null, written };
}

function withoutVersion(purl: string): string {
  return purl.replace(/@[^?#]*/, '');
}

/** An image by what its content is named: `sha256:` and 64 hex digits, or the digits alone. */
export function identityOfDigest(written: string): Identity | null {
  const text = written.trim().toLowerCase();
  const digest = /^[0-9a-f]{64}$/.test(text) ? `sha256:${text}` : text;
  if (!isDigest(digest)) return null;
  return { kind: 'image', digest, repository: null, name: null, tag: null, written };
}

function ofPurl(text: string): Identity {
  const parts = parsePurl(text);
  const purl = canonicalPurl(text);
  if (parts === null || purl === null) return { kind: 'other', written: text };
  if (parts.type !== 'oci' && parts.type !== 'docker') return { kind: 'package', purl, written: text };
  const { namespace, name, version } = parts;
  const { repository_url: address, tag = null } = parts.qualifiers;
  const isOfDigest = version !== null && isDigest(version.toLowerCase());
  if (version !== null && !isOfDigest && parts.type === 'oci') return { kind: 'other', written: text };
  // A Docker purl has a namespace and a tag where an OCI purl has an address and a digest.
  const own = parts.type === 'docker' ? [namespace, name].filter((part) => part !== null).join('/') : null;
  const repository = address === undefined ? own : withName(address, name);
  return {
    kind: 'image',
    digest: isOfDigest ? version.toLowerCase() : null,
    repository: repository === null ? null : wholeRepository(repository),
    name: name.toLowerCase(),
    tag: isOfDigest ? null : (version ?? tag),
    written: text,
  };
}

/** The address may be the registry's, with or without the namespace, or the whole repository's. */
function withName(address: string, name: string): string {
  const bare = address.replace(/^[a-z]+:\/\//i, '').replace(/\/+$/, '');
  const wanted = name.toLowerCase();
  return bare.toLowerCase().split('/').at(-1) === wanted && bare.includes('/') ? bare : `${bare}/${name}`;
}

/** A name with a digest, or one with a registry: a bare word is none. */
function ofReference(text: string): Identity | null {
  const reference = parseImageReference(text);
  if (reference === null || !/[/@]/.test(text) || /^[a-z]+:\/\//i.test(text)) return null;
  const { digest, tag, repository } = reference;
  return {
    kind: 'image',
    digest,
    repository: wholeRepository(repository),
    name: repository.split('/').at(-1) ?? null,
    tag: digest === null ? tag : null,
    written: text,
  };
}

/** With the registry and the namespace that Docker leaves out. */
export function wholeRepository(repository: string): string {
  const name = repository
    .toLowerCase()
    .replace(/^(?:registry\.hub|index|registry-1)\.docker\.(?:com|io)\//, 'docker.io/');
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `docker.io/library/${name}`;
  if (first === 'docker.io') return rest.length === 1 ? `docker.io/library/${rest.join('/')}` : name;
  return /[.:]/.test(first) || first === 'localhost' ? name : `docker.io/${name}`;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
