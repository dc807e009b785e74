import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RequestLoad } from '../../common/http/request-load.js';
import { LOG, type Log } from '../../common/logging/log.js';
import type { SufficientUpgrades } from '../../core/path/sufficient-upgrades.js';
import { EvaluationTooHeavyError } from '../gate/gate.errors.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';

/** What is to be found out: by which upgrades the artifact of a verdict passes. */
export interface ToProve {
  /** verdict.id of the verdict that stands. */
  readonly verdictRow: number;
  readonly artifactId: number;
  readonly environment: string;
}

/** `too-large`: it takes more than it may. */
export type Proven = SufficientUpgrades | 'too-large';

/** Verdicts that are remembered: some kilobytes each at most. */
const MOST_KNOWN = 10_000;

/** In milliseconds: an older proof is made again, since scans and waivers expire. */
const HOLDS_FOR = 60 * 60_000;

/**
 * Finds out in the background, one artifact after the other, and remembers: no request waits for a whole fleet. What is remembered is of a verdict
 * and not of who asked; who may see what is up to the caller. Another replica finds out for itself.
 */
@Injectable()
export class ProvenUpgrades implements OnModuleDestroy {
  private readonly known = new Map<number, { readonly proven: Proven; readonly at: number }>();
  private readonly waiting = new Map<number, ToProve>();
  private readonly stopping = new AbortController();
  private run: Promise<void> | null = null;

  constructor(
    private readonly workers: IngestWorkers,
    private readonly load: RequestLoad,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Undefined where it is not known yet. */
  of(verdictRow: number): Proven | undefined {
    const found = this.known.get(verdictRow);
    return found !== undefined && performance.now() - found.at < HOLDS_FOR ? found.proven : undefined;
  }

  /** Ends when all of these are known, or have been tried. */
  async find(wanted: readonly ToProve[]): Promise<void> {
    for (const each of wanted) {
      if (this.waiting.size >= MOST_KNOWN) break;
      if (this.of(each.verdictRow) === undefined) this.waiting.set(each.verdictRow, each);
    }
    if (this.waiting.size === 0) return;
    this.run ??= this.work().finally(() => {
      this.run = null;
    });
    await this.run;
  }

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async work(): Promise<void> {
    for (const [verdictRow, { artifactId, environment }] of this.waiting) {
      if (this.stopping.signal.aborted) return;
      const began = performance.now();
      try {
        const proven = await this.workers.runAside('findUpgrades', { artifactId, environment });
        if (proven !== null) this.remember(verdictRow, proven);
      } catch (error) {
        if (error instanceof EvaluationTooHeavyError) this.remember(verdictRow, 'too-large');
        else if (!this.stopping.signal.aborted)
          this.log.error({ err: error, artifactId }, 'its upgrades were not found');
      }
      this.waiting.delete(verdictRow);
      await this.load.makeWay(performance.now() - began, this.stopping.signal);
    }
  }

  private remember(verdictRow: number, proven: Proven): void {
    this.known.delete(verdictRow);
    this.known.set(verdictRow, { proven, at: performance.now() });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_KNOWN) return;
      this.known.delete(oldest);
    }
  }
}
