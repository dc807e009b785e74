import { compareText } from '../findings/order.js';
import type { SourceOf } from './package-group.js';

/** What a report says that a component is built from. */
export interface ToldSource {
  readonly key: string;
  readonly source?: { readonly name: string } | undefined;
}

/** By `Component.key`: the source package. Where reports differ, the first by name, so that the order of reports makes no difference. */
export function sourceNames(told: Iterable<ToldSource>): Map<string, string> {
  const names = new Map<string, string>();
  for (const { key, source } of told) {
    if (source === undefined) continue;
    const known = names.get(key);
    if (known === undefined || compareText(source.name, known) < 0) names.set(key, source.name);
  }
  return names;
}

/** What the scans say that their components are built from. */
export function sourcesOf(scans: readonly { readonly components: readonly ToldSource[] }[]): SourceOf {
  const names = sourceNames(scans.flatMap(({ components }) => components));
  return ({ key }) => names.get(key) ?? null;
}
