import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../audit/audit-event.js';
import { Job } from '../jobs/job.js';
import type { JobRun } from '../jobs/job-run.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { CurrentFindings } from '../scans/current-findings.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { EvaluationTooHeavyError } from './gate.errors.js';
import { StaleVerdictsRepository } from './stale-verdicts.repository.js';

/** Artifacts that are looked up at once. */
const BATCH = 100;

/** In milliseconds: an artifact that exceeded a limit is not tried again before. The gate tries at each request. */
const HEAVY_REST = 60 * 60_000;

/**
 * Evaluates new verdicts where the policy has changed or a verdict has expired, so that lists need not wait for a
 * request to the gate. In the background and without haste; the gate itself never answers a stale verdict.
 */
@Injectable()
export class ReEvaluationService {
  /** By artifact, when it may be tried again. */
  private readonly heavy = new Map<number, number>();

  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly stale: StaleVerdictsRepository,
    private readonly fresh: FreshVerdicts,
    private readonly states: CurrentFindings,
  ) {}

  /**
   * One pass over all artifacts, the newest first. A change of policy asks for it; each hour it finds what no request
   * has evaluated.
   */
  @Job('re-evaluation', { every: '1h' })
  async reEvaluateStale(run: JobRun): Promise<string | null> {
    const total = await this.stale.count(await this.policies.scope());
    const tally = new Tally(run, total);
    for (let before: number | null = null; ;) {
      const artifactIds: readonly number[] = await this.stale.listBefore(before, await this.policies.scope(), BATCH);
      for (const artifactId of artifactIds) await this.reEvaluate(artifactId, run, tally);
      before = artifactIds.at(-1) ?? null;
      if (before === null) return tally.sentence();
    }
  }

  /** Those whose verdicts expired, or were ended by a recall. */
  @Job('verdict-expiry', { every: '1m' })
  async reEvaluateExpired(run: JobRun): Promise<string | null> {
    const tally = new Tally(run, null);
    const tried: number[] = [];
    for (;;) {
      const now = Date.now();
      for (const [artifactId, until] of this.heavy) if (until <= now) this.heavy.delete(artifactId);
      const { environments } = await this.policies.scope();
      const except = [...this.heavy.keys(), ...tried];
      const artifactIds = await this.stale.listExpired(environments, new Date(now), except, BATCH);
      for (const artifactId of artifactIds) await this.reEvaluate(artifactId, run, tally);
      tried.push(...artifactIds);
      if (artifactIds.length < BATCH) return tally.sentence();
    }
  }

  /** After an upgrade. A request for an artifact's findings that comes before has them made immediately. */
  @Job('artifact-state', { every: '10m' })
  async makeMissingStates(run: JobRun): Promise<string | null> {
    const count = await this.states.makeMissing(() => run.pause());
    return count === 0 ? null : `Rebuilt the findings of ${count} ${count === 1 ? 'artifact' : 'artifacts'}.`;
  }

  /** An artifact that exceeds a limit is skipped, so that the others are evaluated. */
  private async reEvaluate(artifactId: number, run: JobRun, tally: Tally): Promise<void> {
    await run.pause();
    try {
      await this.fresh.give({ artifactId, source: SYSTEM }, await this.policies.get());
      tally.evaluated += 1;
    } catch (error) {
      if (!(error instanceof EvaluationTooHeavyError)) throw error;
      this.heavy.set(artifactId, Date.now() + HEAVY_REST);
      tally.heavy += 1;
    }
    tally.tell();
  }
}

/** What a run has come to. */
class Tally {
  evaluated = 0;
  heavy = 0;

  /** `total` is null where it was not counted. */
  constructor(
    private readonly run: JobRun,
    private readonly total: number | null,
  ) {}

  tell(): void {
    const done = this.evaluated + this.heavy;
    if (this.total !== null) this.run.tell({ done, total: Math.max(done, this.total) });
  }

  sentence(): string | null {
    if (this.evaluated + this.heavy === 0) return null;
    const evaluated = `Evaluated ${this.evaluated} ${this.evaluated === 1 ? 'artifact' : 'artifacts'} again.`;
    return this.heavy === 0 ? evaluated : `${evaluated} ${this.heavy} exceeded a limit and have no current verdict.`;
  }
}
