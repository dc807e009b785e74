import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { SYSTEM } from '../audit/audit-event.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { CurrentFindings } from '../scans/current-findings.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { EvaluationTooHeavyError } from './gate.errors.js';
import { VerdictsRepository } from './verdicts.repository.js';

/** How often somebody looks for verdicts that no longer stand. */
const INTERVAL_MS = 30_000;

const BATCH = 20;

/** For each millisecond of work so many of rest: requests come first. */
const REST = 3;

/**
 * Gives new verdicts where the policy has changed or a verdict's time is over, so that lists need not wait for
 * somebody to ask at the gate. In the background and without haste; the gate itself never answers a stale verdict.
 */
@Injectable()
export class ReEvaluationService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly policies: ActivePolicyStore,
    private readonly verdicts: VerdictsRepository,
    private readonly fresh: FreshVerdicts,
    private readonly states: CurrentFindings,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.plan(1000);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /**
   * One pass over all that is stale, as far as it can be done. Two replicas may do the same artifact; the second finds it done.
   * Returns how many were done.
   */
  async reEvaluateStale(): Promise<number> {
    let count = 0;
    const failed = new Set<number>();
    for (;;) {
      const { id, policy } = await this.policies.get();
      const environments = policy.environments.map(({ name }) => name);
      const stale = await this.verdicts.listStale(id, environments, new Date(), BATCH + failed.size);
      const left = stale.filter((artifactId) => !failed.has(artifactId));
      for (const artifactId of left) {
        if (this.isStopping) return count;
        const started = performance.now();
        if (await this.reEvaluate(artifactId)) count += 1;
        else failed.add(artifactId);
        await new Promise((resolve) => setTimeout(resolve, (performance.now() - started) * REST));
      }
      if (left.length < BATCH) return count;
    }
  }

  /** False where it takes more than it may: the others have their turn all the same. */
  private async reEvaluate(artifactId: number): Promise<boolean> {
    try {
      await this.fresh.give({ artifactId, source: SYSTEM }, await this.policies.get());
      return true;
    } catch (error) {
      if (!(error instanceof EvaluationTooHeavyError)) throw error;
      return false;
    }
  }

  private plan(milliseconds: number): void {
    this.timer = setTimeout(() => {
      this.round = this.runRound();
    }, milliseconds);
    this.timer.unref();
  }

  private async runRound(): Promise<void> {
    try {
      const count = await this.reEvaluateStale();
      if (count > 0) this.log.info({ artifacts: count }, 'evaluated again');
      await this.states.makeMissing(() => this.isStopping);
    } catch (error) {
      this.log.warn({ err: error }, 'could not look for stale verdicts; trying again later');
    }
    if (!this.isStopping) this.plan(INTERVAL_MS);
  }
}
