import { isCve, normaliseIdentifier } from './identifier.js';
import type { Naming } from './unite-aliases.js';

/**
 * The name by which a claim's advisory goes: its CVE where it names exactly one, else the identifier it leads with. Claims about one
 * component that go by the same name belong to the same match, whatever else is known of that name.
 */
export function goesBy({ reportedId, ids }: Naming): string {
  let only: string | null = null;
  for (const written of [reportedId, ...ids]) {
    if (!/CVE-/i.test(written)) continue;
    const id = normaliseIdentifier(written);
    if (!isCve(id) || id === only) continue;
    if (only !== null) return normaliseIdentifier(reportedId);
    only = id;
  }
  return only ?? normaliseIdentifier(reportedId);
}
