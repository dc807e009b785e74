import type { SideName } from '../compare/doubts.js';
import { introducedSince } from '../compare/introduced-since.js';
import type { ComparedSide } from '../compare/side.js';
import type { Facts } from '../gate/facts.js';
import type { Introduced, NothingRunning } from '../gate/introduced.js';
import type { Running, SeenArtifact } from './flip-side.js';

/** What artifacts add to what runs. Comparing is the most work of a world, so it is done once for the same facts and the same running artifact. */
export class AddedToRunning {
  readonly #added = new Map<Facts, Map<ComparedSide, Introduced>>();

  of(artifact: SeenArtifact, running: Running): Introduced | NothingRunning {
    if (typeof running === 'string') return running;
    const ofFacts = this.#added.get(artifact.facts) ?? new Map<ComparedSide, Introduced>();
    this.#added.set(artifact.facts, ofFacts);
    let introduced = ofFacts.get(running);
    if (introduced === undefined) ofFacts.set(running, (introduced = introducedSince(running, artifact)));
    return introduced;
  }
}

/** Whether another artifact ran, or its scans showed something else. */
export function isOtherRunning(
  before: Readonly<Record<SideName, Running>>,
  after: Readonly<Record<SideName, Running>>,
): boolean {
  return (['before', 'after'] as const).some(
    (policy) => JSON.stringify(shownBy(before[policy])) !== JSON.stringify(shownBy(after[policy])),
  );
}

/** Of one digest with the same scans all that is compared is the same. */
function shownBy(running: Running): unknown {
  if (typeof running === 'string') return running;
  const { digest, scans, recalled } = running.facts;
  return [digest, scans, recalled];
}
