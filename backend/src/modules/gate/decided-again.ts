import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit-event.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { ChangedArtifact, ChangedOutcome } from './dto/changed-artifact.dto.js';
import { type EndedOutcome, EndedVerdictsRepository } from './ended-verdicts.repository.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { EvaluationTooHeavyError } from './gate.errors.js';

/**
 * Limits for a request that waits for the answer: so many artifacts, and for so long. The others follow in the
 * background.
 */
const MOST_AT_ONCE = 100;
const LONGEST_MS = 5000;

/** Gives new verdicts on artifacts whose verdicts were ended. */
@Injectable()
export class DecidedAgain {
  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly fresh: FreshVerdicts,
    private readonly ended: EndedVerdictsRepository,
  ) {}

  /** What changed against what was given before. What is better now is so by `source`. */
  async evaluateAtOnce(
    source: AuditSource,
    artifactIds: readonly number[],
    before: readonly EndedOutcome[],
  ): Promise<{ changed: ChangedArtifact[]; pendingCount: number }> {
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
    const named = await this.ended.nameArtifacts([...changed.keys()]);
    return {
      changed: named.map(({ artifactId, ...artifact }) => ({
        artifactId: String(artifactId),
        ...artifact,
        outcomes: changed.get(artifactId) ?? [],
      })),
      pendingCount: artifactIds.length - done,
    };
  }

  /** Null where it takes more than it may: what was changed stays so, and the artifact has no verdict. */
  private async evaluate(
    source: AuditSource,
    artifactId: number,
    before: readonly EndedOutcome[],
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
