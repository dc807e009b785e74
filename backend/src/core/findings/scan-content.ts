import { isPurlKey, describedByKey } from '../model/component-key.js';
import type { Claim, Problem } from '../reports/scan.js';
import type { FindingComponent } from './finding.js';
import { compareText } from './order.js';

/** What a scan says that findings are made of. */
export interface ScanContent {
  readonly tool: { readonly name: string };
  /** One tool words the same subject differently from format to format. */
  readonly format?: string;
  /** By `Component.key`; at least those that a claim or problem names. */
  readonly components: ReadonlyMap<string, FindingComponent>;
  readonly claims: readonly Claim[];
  readonly problems: readonly Problem[];
}

/** The component that a claim means. One that the scan does not describe still makes a finding. */
export function componentOf(scan: ScanContent, key: string): FindingComponent {
  const known = scan.components.get(key);
  if (known !== undefined) return known;
  const { type, name, version } = describedByKey(key);
  return { key, purl: isPurlKey(key) ? key : null, type, name, version };
}

/** Which of two descriptions of the same component is shown: that with a purl; the same one, whichever comes first. */
export function firstComponent(a: FindingComponent | null, b: FindingComponent): FindingComponent {
  if (a === null || a === b) return b;
  const order =
    Number(a.purl === null) - Number(b.purl === null) ||
    compareText(a.key, b.key) ||
    compareText(a.type, b.type) ||
    compareText(a.name, b.name) ||
    compareText(a.version ?? '', b.version ?? '');
  return order <= 0 ? a : b;
}
