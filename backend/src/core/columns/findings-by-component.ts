import type { FindingColumns } from './finding-columns.js';

/** What was found in a component: how many findings, and the rank of the worst. */
export interface ComponentFindings {
  readonly count: number;
  readonly worst: number;
}

/** By `Component.key`; of those of the keys whose components have findings. */
export function findingsByComponent(
  columns: FindingColumns,
  keys: readonly string[],
): ReadonlyMap<string, ComponentFindings> {
  const { componentKeys, texts } = columns.names;
  const keyOf = new Map<number, string>();
  for (const key of keys) {
    const text = texts.firstFrom(key);
    if (text < texts.size && texts.at(text) === key) keyOf.set(text, key);
  }
  const found = new Map<string, { count: number; worst: number }>();
  // By a component's number, of which several may have one key.
  const wanted = Array.from(componentKeys, (text) => {
    const key = keyOf.get(text);
    if (key === undefined) return null;
    const known = found.get(key) ?? { count: 0, worst: 0 };
    found.set(key, known);
    return known;
  });
  for (let row = 0; row < columns.count; row += 1) {
    const findings = wanted[(columns.components[row] as number) - 1] ?? null;
    if (findings === null) continue;
    findings.count += 1;
    findings.worst = Math.max(findings.worst, columns.severityOf(row));
  }
  return found;
}
