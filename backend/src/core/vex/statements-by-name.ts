import { sortedByCodePoint } from '../columns/code-point-order.js';
import { packageNameOf } from './fit.js';
import type { VexContent, VexProduct, VexStatement } from './vex-document.js';

export type StatementsByName = ReadonlyMap<string, readonly VexStatement[]>;

/** Once for each document, however many artifacts it may be about. */
const BY_NAME = new WeakMap<VexContent, StatementsByName>();

/** By each identifier that one of the statements names its vulnerability by. */
export function statementsByName(content: VexContent): StatementsByName {
  const known = BY_NAME.get(content);
  if (known !== undefined) return known;
  const byName = new Map<string, VexStatement[]>();
  for (const statement of content.statements) {
    for (const name of statement.vulnerability) {
      const list = byName.get(name);
      if (list === undefined) byName.set(name, [statement]);
      else list.push(statement);
    }
  }
  BY_NAME.set(content, byName);
  return byName;
}

const VULNERABILITIES = new WeakMap<VexContent, readonly string[]>();

/** The identifiers of all vulnerabilities that it has statements on, in the order of code points. */
export function vulnerabilitiesIn(content: VexContent): readonly string[] {
  let names = VULNERABILITIES.get(content);
  if (names === undefined) {
    names = sortedByCodePoint([...statementsByName(content).keys()]);
    VULNERABILITIES.set(content, names);
  }
  return names;
}

const PACKAGES = new WeakMap<VexContent, ReadonlySet<string> | 'any'>();

/**
 * The packages that its statements may be about, as `packageNameOf` has them: a finding in another one fits none of them. Null: any finding may
 * fit, since a product is a whole image, or what it is stands in another document.
 */
export function packagesIn(content: VexContent): ReadonlySet<string> | null {
  let packages = PACKAGES.get(content);
  if (packages === undefined) {
    packages = packagesOf(content.statements.flatMap(({ products }) => products)) ?? 'any';
    PACKAGES.set(content, packages);
  }
  return packages === 'any' ? null : packages;
}

function packagesOf(products: readonly VexProduct[]): ReadonlySet<string> | null {
  const packages = new Set<string>();
  for (const { identities, parts } of products) {
    const isWhole = parts === undefined && identities.some(({ kind }) => kind === 'image');
    const named = [identities, ...(parts ?? [])].flat();
    if (isWhole || named.some(({ kind }) => kind === 'link')) return null;
    for (const identity of named) {
      if (identity.kind === 'package' || identity.kind === 'range') packages.add(packageNameOf(identity.purl));
    }
  }
  return packages;
}
