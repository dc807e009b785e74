import type { FindingColumns } from './finding-columns.js';

/** What was found in a component: how many findings, and the rank of the worst. */
export interface ComponentFindings {
  readonly count: number;
  readonly worst: number;
}

/** By `Component.key`; of components with findings. */
export function findingsByComponent(columns: FindingColumns): ReadonlyMap<string, ComponentFindings> {
  const size = columns.names.componentKeys.length;
  const [counts, worst] = [new Uint32Array(size), new Uint8Array(size)];
  for (let row = 0; row < columns.count; row += 1) {
    const component = (columns.components[row] as number) - 1;
    if (component < 0) continue;
    counts[component] = (counts[component] as number) + 1;
    worst[component] = Math.max(worst[component] as number, columns.severityOf(row));
  }
  const found = new Map<string, ComponentFindings>();
  for (const [component, count] of counts.entries()) {
    const { key } = columns.names.component(component);
    const other = found.get(key);
    found.set(key, {
      count: count + (other?.count ?? 0),
      worst: Math.max(worst[component] as number, other?.worst ?? 0),
    });
  }
  return found;
}
