import type { VexStatement } from '@/lib/api/types';

/** What a statement does in some environments: so many findings are cleared, or none, and why. */
export interface StatementEffect {
  readonly environments: readonly string[];
  readonly clearedCount: number;
  /** Null where it clears any. */
  readonly miss: string | null;
}

/** Environments in which a statement does the same are named together, in the policy's order. */
export function effectsOf({ environments }: Pick<VexStatement, 'environments'>): StatementEffect[] {
  const effects = new Map<string, { environments: string[]; clearedCount: number; miss: string | null }>();
  for (const { environment, clearedCount, miss } of environments) {
    const key = `${clearedCount} ${miss?.message}`;
    const known = effects.get(key);
    if (known) known.environments.push(environment);
    else effects.set(key, { environments: [environment], clearedCount, miss: miss?.message ?? null });
  }
  return [...effects.values()].toSorted((a, b) => b.clearedCount - a.clearedCount);
}

export function isApplied({ environments }: Pick<VexStatement, 'environments'>): boolean {
  return environments.some(({ clearedCount }) => clearedCount > 0);
}
