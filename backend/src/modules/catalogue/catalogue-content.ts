import { normaliseIdentifier } from '../../core/advisories/identifier.js';
import { describedByKey, isPurlKey } from '../../core/model/component-key.js';
import type { Claim, Component, Scan } from '../../core/reports/scan.js';
import { type EncodedWords, encodeWords } from '../../core/words/encode-words.js';
import type { Word } from '../../core/words/word.js';

/** What the catalogue keeps of a component: all that its key tells. */
export type CataloguedComponent = Pick<Component, 'key' | 'purl' | 'type' | 'namespace' | 'name' | 'version'>;

/** What of a scan is stored once for all artifacts. */
export interface CatalogueContent extends EncodedWords {
  /** By `Component.key`. */
  readonly components: ReadonlyMap<string, CataloguedComponent>;
  readonly claims: readonly Claim[];
}

/** Takes a processor's time, and nothing else: made before a transaction begins. */
export function catalogueContentOf(scan: Pick<Scan, 'components' | 'claims' | 'problems'>): CatalogueContent {
  return { ...encodeWords(scan.claims), components: componentsOf(scan), claims: scan.claims };
}

/** Every identifier that these words name. */
export function namesIn(words: readonly Word[], { claims }: CatalogueContent): string[] {
  const keys = new Set(words.map(({ componentKey }) => componentKey));
  const names = new Set<string>();
  for (const { componentKey, reportedId, ids } of claims) {
    if (!keys.has(componentKey)) continue;
    names.add(normaliseIdentifier(reportedId));
    for (const id of ids) names.add(normaliseIdentifier(id));
  }
  return [...names];
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
