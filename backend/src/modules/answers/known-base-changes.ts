import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import type { BuildChange } from '../../core/compare/build-change.js';
import { buildsKey, type FoundBuilds } from '../base-images/newer-builds.js';
import { EvaluationTooHeavyError } from '../gate/gate.errors.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';

/** Pairs of builds that are remembered. */
const MOST_KNOWN = 1_000;

/** In milliseconds: advisories change, and scans are recalled. */
const HOLDS_FOR = 60 * 60_000;

/** What newer builds of base images change, found out where no request waits for it, and remembered. Who may see it is up to the caller. */
@Injectable()
export class KnownBaseChanges {
  private readonly known = new Map<string, { readonly change: BuildChange | 'too-large'; readonly at: number }>();
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly workers: IngestWorkers,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Undefined where it is not known yet. */
  of(builds: FoundBuilds): BuildChange | 'too-large' | undefined {
    const found = this.known.get(buildsKey(builds));
    return found !== undefined && performance.now() - found.at < HOLDS_FOR ? found.change : undefined;
  }

  /** Ends when all of these have been compared, or have been tried. */
  async find(wanted: readonly FoundBuilds[]): Promise<void> {
    await Promise.all(
      wanted
        .filter((builds) => builds.newer !== null && this.of(builds) === undefined)
        .map((builds) => {
          const key = buildsKey(builds);
          const running = this.running.get(key) ?? this.compare(key, builds).finally(() => this.running.delete(key));
          this.running.set(key, running);
          return running;
        }),
    );
  }

  private async compare(key: string, { build, newer }: FoundBuilds): Promise<void> {
    if (newer === null) return;
    try {
      const change = await this.workers.runAside('countChanges', { artifactId: newer.row.id, beforeId: build.id });
      if (change !== null) this.remember(key, change);
    } catch (error) {
      if (error instanceof EvaluationTooHeavyError) this.remember(key, 'too-large');
      else this.log.error({ err: error, artifactId: newer.row.id }, 'it was not compared with the build before');
    }
  }

  private remember(key: string, change: BuildChange | 'too-large'): void {
    this.known.delete(key);
    this.known.set(key, { change, at: performance.now() });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_KNOWN) return;
      this.known.delete(oldest);
    }
  }
}
