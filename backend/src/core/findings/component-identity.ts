/**
 * What makes two scanners' components the same: type, namespace, name and version. A purl's qualifiers (`arch`,
 * `distro`, `upstream`, …) and subpath are left out, since each scanner writes its own.
 * Takes `Component.key`.
 */
export function componentIdentity(key: string): string {
  if (!key.startsWith('pkg:')) return key;
  const end = key.search(/[?#]/);
  return end === -1 ? key : key.slice(0, end);
}
