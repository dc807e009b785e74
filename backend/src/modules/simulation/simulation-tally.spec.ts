import * as fc from 'fast-check';
import type { SimulatedOutcome } from '../../core/gate/simulation.js';
import { OUTCOMES } from '../../core/gate/verdict.js';
import { SimulationTally } from './simulation-tally.js';

const outcome = fc.constantFrom(...OUTCOMES);

/** As `Simulation` gives them: every artifact has the same environments, and a change has its rules. */
const outcomes = fc.tuple(outcome, outcome, outcome).map(([now, proposed, fresh]): SimulatedOutcome[] => {
  const rules = now === proposed ? [] : [{ rule: `vulnerabilities.${proposed}`, now, proposed }];
  return [
    { environment: 'prod', now, proposed, rules, findings: [] },
    { environment: 'fresh', now: null, proposed: fresh, rules: [], findings: [] },
    { environment: 'dev', now, proposed: now, rules: [], findings: [] },
  ];
});

const artifact = (id: number) => ({ id, project: 'shop', image: 'acme/api', digest: `sha256:${id}` });

describe('SimulationTally', () => {
  it('comes to the same in shares as in one, however many are listed', () => {
    let changed = 0;
    fc.assert(
      fc.property(
        fc.array(outcomes, { maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        (all, of, most) => {
          const whole = new SimulationTally(most);
          const shares = Array.from({ length: of }, () => new SimulationTally(most));
          // The newest first, as they are read.
          for (let id = all.length; id > 0; id -= 1) {
            const decided = all[id - 1] ?? [];
            whole.add(artifact(id), decided);
            shares[id % of]?.add(artifact(id), decided);
          }
          for (const share of shares) share.outdated = 2;
          const sum = new SimulationTally(most);
          for (const share of shares) sum.addAll(structuredClone(share.part()));
          expect(sum.result()).toEqual(whole.result());
          expect(sum.outdated).toBe(2 * of);
          changed += sum.result().changed;
        },
      ),
    );
    expect(changed).toBeGreaterThan(0);
  });
});
