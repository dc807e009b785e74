import { packageName } from './package-name.js';
import { parsePurl, type PurlParts } from './purl.js';

/** What tells components apart, in every report and in every project. */
export interface KeyParts extends Pick<PurlParts, 'type' | 'name' | 'version'> {
  readonly namespace?: string | null;
}

/**
 * The key of a component without a purl: `type:namespace/name@version`, each part percent-encoded. The parts can be read
 * back from it, so two components never share one; and it is never a purl, whatever a report calls a type.
 */
export function keyWithoutPurl({ type, namespace, name, version }: KeyParts): string {
  const parts = namespace ? [namespace, name] : [name];
  const at = version === null ? '' : `@${encode(version)}`;
  // encodeURIComponent leaves letters alone, so no other type has this spelling.
  const scheme = encode(type).replace(/^p(?=kg$)/i, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return `${scheme}:${parts.map(encode).join('/')}${at}`;
}

/** Whether a component's key is its purl. */
export function isPurlKey(key: string): boolean {
  return key.startsWith('pkg:');
}

/** What its key tells of a component that no report describes; the name as its ecosystem writes it. */
export function describedByKey(key: string): Required<KeyParts> {
  const parts = isPurlKey(key) ? parsePurl(key) : null;
  if (parts === null) return { type: 'unknown', namespace: null, name: key, version: null };
  const { type, namespace, name, version } = parts;
  return { type, namespace, name: packageName(type, namespace, name), version };
}

/** encodeURIComponent throws on half a surrogate pair. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
