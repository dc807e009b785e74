import type { Scan } from '../reports/scan.js';
import type { SourceOf } from './package-group.js';

/** What the scans say that their components are built from. Of several words on one component the first counts. */
export function sourcesOf(scans: readonly Pick<Scan, 'components'>[]): SourceOf {
  const names = new Map<string, string>();
  for (const { components } of scans) {
    for (const { key, source } of components) {
      if (source !== undefined && !names.has(key)) names.set(key, source.name);
    }
  }
  return ({ key }) => names.get(key) ?? null;
}
