/** The standard library of a program that Go compiled: a newer compiler brings a newer one. */
export function isToolchain({ type, name }: { readonly type: string; readonly name: string }): boolean {
  return type === 'golang' && name === 'stdlib';
}

/** `1.22.7` of `go1.22.7` and `v1.22.7`. */
export function toolchainVersion(version: string): string {
  return version.replace(/^(?:v|go)(?=\d)/, '');
}
