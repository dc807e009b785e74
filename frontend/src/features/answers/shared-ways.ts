import type { WayToGreen } from '@/lib/api/types';

/** A way to green that several environments share. */
export interface SharedWay {
  readonly environments: readonly string[];
  readonly way: WayToGreen;
}

/** Those that lead somewhere, each once: environments with the same upgrades, results, tasks, rest and newer base image share one. In the policy's order. */
export function sharedWays(ways: readonly WayToGreen[]): SharedWay[] {
  const shared = new Map<string, { environments: string[]; way: WayToGreen }>();
  for (const way of ways) {
    if (way.before.outcome === 'pass') continue;
    const { after, upgrades, tasks, rest, newerBase } = way;
    const key = JSON.stringify([
      after.outcome,
      upgrades.map(({ sentence }) => sentence),
      tasks,
      rest.map(({ sentence }) => sentence),
      newerBase?.sentence,
    ]);
    const known = shared.get(key);
    if (known === undefined) shared.set(key, { environments: [way.environment], way });
    else known.environments.push(way.environment);
  }
  return [...shared.values()];
}
