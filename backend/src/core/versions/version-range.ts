import { compareVersions } from './compare-versions.js';

/** Comparisons that must all hold, as `>=2.0 <2.17.1`; a version alone is that one. */
export type VersionRange = readonly { readonly operator: Operator; readonly version: string }[];

type Operator = '<' | '<=' | '>' | '>=' | '=';

const COMPARISON = /^(<=|>=|<|>|=)?([^<>=,]+)$/;

/** Takes comparisons with spaces or commas between them; null where the text is none. */
export function parseVersionRange(text: string): VersionRange | null {
  const parts = text
    .replaceAll(/([<>=])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  const range = parts.map((part) => {
    const [, operator = '=', version] = COMPARISON.exec(part) ?? [];
    return version === undefined ? null : { operator: operator as Operator, version };
  });
  const read = range.filter((comparison) => comparison !== null);
  return read.length === 0 || read.length < range.length ? null : read;
}

/** By the rules of the type's ecosystem; `type` is a purl type. */
export function isWithin(version: string, range: VersionRange, type: string): boolean {
  return range.every(({ operator, version: bound }) => {
    const order = version === bound ? 0 : compareVersions(version, bound, type);
    switch (operator) {
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '>=':
        return order >= 0;
      case '=':
        return order === 0;
    }
  });
}
