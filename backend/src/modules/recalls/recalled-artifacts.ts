import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit-event.js';
import { FreshVerdicts } from '../gate/fresh-verdicts.js';
import { EvaluationTooHeavyError } from '../gate/gate.errors.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { ChangedOutcome } from './dto/recall.dto.js';
import type { GivenOutcome } from './recalls.repository.js';

/** Somebody waits for the answer: so many artifacts, and for so long. The others have their turn in the background. */
const MOST_AT_ONCE = 100;
const LONGEST_MS = 5000;

/** Gives new verdicts on artifacts whose evidence was recalled, or counts again. */
@Injectable()
export class RecalledArtifacts {
  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly fresh: FreshVerdicts,
  ) {}

  /** What changed, by artifact, against what was given before. */
  async evaluateAtOnce(
    source: AuditSource,
    artifactIds: readonly number[],
    before: readonly GivenOutcome[],
  ): Promise<{ changed: ReadonlyMap<number, readonly ChangedOutcome[]>; pendingCount: number }> {
    const changed = new Map<number, ChangedOutcome[]>();
    const started = performance.now();
    let done = 0;
    for (const artifactId of artifactIds.slice(0, MOST_AT_ONCE)) {
      if (performance.now() - started > LONGEST_MS) break;
      const given = before.filter((each) => each.artifactId === artifactId);
      const outcomes = await this.evaluate(source, artifactId, given);
      if (outcomes === null) continue;
      if (outcomes.length > 0) changed.set(artifactId, outcomes);
      done += 1;
    }
    return { changed, pendingCount: artifactIds.length - done };
  }

  /** Null where it takes more than it may: the recall is made all the same, and what it is about has no verdict. */
  private async evaluate(
    source: AuditSource,
    artifactId: number,
    before: readonly GivenOutcome[],
  ): Promise<ChangedOutcome[] | null> {
    const active = await this.policies.get();
    const verdicts = await this.fresh.give({ artifactId, source }, active).catch((error: unknown) => {
      if (error instanceof EvaluationTooHeavyError) return null;
      throw error;
    });
    if (verdicts === null) return null;
    return before.flatMap(({ environment, outcome }) => {
      const now = verdicts.find((verdict) => verdict.environment === environment);
      return now === undefined || now.outcome === outcome ? [] : [{ environment, before: outcome, after: now.outcome }];
    });
  }
}
