import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { EvaluationService } from '../gate/evaluation.service.js';
import { VerdictsRepository } from '../gate/verdicts.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { OutdatedScans } from '../scans/outdated-scans.js';
import type { ChangedOutcome } from './dto/recall.dto.js';
import type { GivenOutcome } from './recalls.repository.js';

/** Somebody waits for the answer: so many artifacts, and for so long. The others have their turn in the background. */
const MOST_AT_ONCE = 100;
const LONGEST_MS = 5000;

/** Gives new verdicts on artifacts whose evidence was recalled, or counts again. */
@Injectable()
export class RecalledArtifacts {
  constructor(
    private readonly audit: AuditLog,
    private readonly policies: ActivePolicyStore,
    private readonly evaluation: EvaluationService,
    private readonly verdicts: VerdictsRepository,
    private readonly outdatedScans: OutdatedScans,
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
      const outcomes = await this.evaluate(
        source,
        artifactId,
        before.filter((given) => given.artifactId === artifactId),
      );
      if (outcomes.length > 0) changed.set(artifactId, outcomes);
      done += 1;
    }
    return { changed, pendingCount: artifactIds.length - done };
  }

  private async evaluate(
    source: AuditSource,
    artifactId: number,
    before: readonly GivenOutcome[],
  ): Promise<ChangedOutcome[]> {
    await this.outdatedScans.bringUpToDate(artifactId);
    const active = await this.policies.get();
    const verdicts = await this.audit.changeInSql(source, async (sql, note) => {
      const artifact = await this.verdicts.lockArtifact(sql, artifactId);
      return artifact === null ? [] : this.evaluation.standingOrNew(sql, note, artifact, active, new Date());
    });
    return before.flatMap(({ environment, outcome }) => {
      const now = verdicts.find((verdict) => verdict.environment === environment);
      return now === undefined || now.outcome === outcome ? [] : [{ environment, before: outcome, after: now.outcome }];
    });
  }
}
