import * as fc from 'fast-check';
import { type Choice, leastCost } from './least-cost.js';

/** All subsets: at most one choice of each group. */
function bruteForce(groups: readonly (readonly Choice[])[], needs: readonly number[]) {
  let best: { cost: number; count: number } | null = null;
  const look = (place: number, open: readonly number[], cost: number, count: number): void => {
    const group = groups[place];
    if (group === undefined) {
      const isBetter = best === null || cost < best.cost || (cost === best.cost && count < best.count);
      if (open.every((need) => need <= 0) && isBetter) best = { cost, count };
      return;
    }
    look(place + 1, open, cost, count);
    for (const { cost: price, brings } of group) {
      look(
        place + 1,
        open.map((need, at) => need - (brings[at] ?? 0)),
        cost + price,
        count + 1,
      );
    }
  };
  look(0, needs, 0, 0);
  return best;
}

/** As upgrades are: the last choice of a group brings all that any does. */
const groupOf = (needs: number) =>
  fc
    .array(
      fc.record({
        cost: fc.constantFrom(1, 3, 8),
        brings: fc.array(fc.nat(3), { minLength: needs, maxLength: needs }),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((choices): Choice[] => {
      const all = Array.from({ length: needs }, (_, at) => Math.max(...choices.map(({ brings }) => brings[at] ?? 0)));
      return [...choices, { cost: 8, brings: all }];
    });

const problem = fc
  .integer({ min: 1, max: 3 })
  .chain((needs) =>
    fc.tuple(fc.array(groupOf(needs), { maxLength: 5 }), fc.array(fc.nat(12), { minLength: needs, maxLength: needs })),
  );

function costOf(groups: readonly (readonly Choice[])[], chosen: readonly (number | null)[]): number {
  return chosen.reduce<number>(
    (sum, choice, group) => sum + (choice === null ? 0 : (groups[group]?.[choice]?.cost ?? Infinity)),
    0,
  );
}

describe('the least cost', () => {
  it('is that of every subset tried', () => {
    fc.assert(
      fc.property(problem, ([groups, needs]) => {
        const reachable = needs.map((need, at) =>
          Math.min(
            need,
            groups.reduce((sum, group) => sum + Math.max(...group.map(({ brings }) => brings[at] ?? 0)), 0),
          ),
        );
        const found = leastCost(groups, needs);
        const expected = bruteForce(groups, reachable);
        expect(found.isExact).toBe(true);
        expect({
          cost: costOf(groups, found.chosen),
          count: found.chosen.filter((choice) => choice !== null).length,
        }).toEqual(expected);
        const brought = needs.map((_, at) =>
          found.chosen.reduce<number>(
            (sum, choice, group) => sum + (choice === null ? 0 : (groups[group]?.[choice]?.brings[at] ?? 0)),
            0,
          ),
        );
        expect(brought.every((sum, at) => sum >= (reachable[at] ?? 0))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is found among sixty groups that are all alike, and half of which are needed', () => {
    const groups = Array.from({ length: 60 }, (): Choice[] => [
      { cost: 1, brings: [1, 0] },
      { cost: 3, brings: [1, 1] },
    ]);
    const found = leastCost(groups, [30, 5]);
    expect(found.isExact).toBe(true);
    expect(costOf(groups, found.chosen)).toBe(40);
  });

  it('is nothing where nothing is needed', () => {
    expect(leastCost([[{ cost: 1, brings: [1] }]], [0])).toEqual({ chosen: [null], isExact: true });
    expect(leastCost([], [3])).toEqual({ chosen: [], isExact: true });
  });

  it('is looked for among few groups alone, and met among thousands', () => {
    const alike = (count: number) =>
      Array.from({ length: count }, (_, at): Choice[] => [
        { cost: 1, brings: [1, 0] },
        { cost: 3 + (at % 5), brings: [1, 1] },
      ]);
    const all = leastCost(alike(20_000), [20_000, 20_000]);
    expect(all.isExact).toBe(true);
    expect(all.chosen.every((choice) => choice === 1)).toBe(true);
    const groups = alike(20_000);
    const some = leastCost(groups, [9_000, 4_000]);
    expect(some.isExact).toBe(false);
    const brought = [0, 1].map((need) =>
      some.chosen.reduce<number>((sum, choice, at) => sum + (groups[at]?.[choice ?? -1]?.brings[need] ?? 0), 0),
    );
    expect(brought[0]).toBeGreaterThanOrEqual(9_000);
    expect(brought[1]).toBeGreaterThanOrEqual(4_000);
  });
});
