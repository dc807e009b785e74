/** purl types whose namespace is no part of the name that people use: the distribution, the registry's owner. */
const NAMESPACE_APART = new Set(['apk', 'deb', 'rpm', 'alpm', 'qpkg', 'oci', 'docker', 'generic']);

/**
 * A package's name as its ecosystem writes it: `@angular/core`, `github.com/docker/docker`,
 * `org.apache.tomcat:tomcat-coyote`, `openssl`.
 */
export function packageName(type: string, namespace: string | null | undefined, name: string): string {
  if (!namespace || NAMESPACE_APART.has(type)) return name;
  return `${namespace}${type === 'maven' ? ':' : '/'}${name}`;
}
