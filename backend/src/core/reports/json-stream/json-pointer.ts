/** Steps from the root of a JSON document: keys and array indices. */
export type JsonPath = readonly (string | number)[];

/** RFC 6901; the root is the empty string. */
export function jsonPointer(path: JsonPath): string {
  let pointer = '';
  for (const step of path) {
    pointer += `/${typeof step === 'number' ? step : step.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return pointer;
}

/** The steps of a pointer; all of them as text, for a pointer does not tell a key from an index. */
export function pathOfPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
