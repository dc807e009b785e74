import { describedByKey, isPurlKey } from '../../core/model/component-key.js';
import type { Component, Scan } from '../../core/reports/scan.js';
import { type EncodedWords, encodeWords } from '../../core/words/encode-words.js';

/** What the catalogue keeps of a component: all that its key tells. */
export type CataloguedComponent = Pick<Component, 'key' | 'purl' | 'type' | 'namespace' | 'name' | 'version'>;

/** What of a scan is stored once for all artifacts. */
export interface CatalogueContent extends EncodedWords {
  /** By `Component.key`. */
  readonly components: ReadonlyMap<string, CataloguedComponent>;
}

/** Takes a processor's time, and nothing else: made before a transaction begins. */
export function catalogueContentOf(scan: Pick<Scan, 'components' | 'claims' | 'problems'>): CatalogueContent {
  return { ...encodeWords(scan.claims), components: componentsOf(scan) };
}

/** Those that the report lists, and those that only a claim or a problem names. */
function componentsOf({
  components,
  claims,
  problems,
}: Pick<Scan, 'components' | 'claims' | 'problems'>): ReadonlyMap<string, CataloguedComponent> {
  const all = new Map<string, CataloguedComponent>(components.map((component) => [component.key, component]));
  for (const { componentKey: key } of [...claims, ...problems]) {
    if (key === null || all.has(key)) continue;
    all.set(key, { key, purl: isPurlKey(key) ? key : null, ...describedByKey(key) });
  }
  return all;
}
