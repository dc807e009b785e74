import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RequestLoad } from '../../common/http/request-load.js';
import { LOG, type Log } from '../../common/logging/log.js';
import type { NamedUpgrade, SufficientUpgrades } from '../../core/path/sufficient-upgrades.js';
import { BaseImagesRepository } from '../base-images/base-images.repository.js';
import { buildsKey, type FoundBuild, type FoundBuilds } from '../base-images/newer-builds.js';
import { EvaluationTooHeavyError } from '../gate/gate.errors.js';
import type { OnNewerBase } from '../gate/sufficient-upgrades.service.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';

/** What is to be found out: by which upgrades the artifact of a verdict passes. */
export interface ToProve {
  /** verdict.id of the verdict that stands. */
  readonly verdictRow: number;
  readonly artifactId: number;
  readonly environment: string;
  /** A newer build of its base image, as far as the caller can see them. */
  readonly onBase: NewerBaseOf | null;
}

export interface NewerBaseOf {
  readonly baseLayerCount: number;
  readonly builds: FoundBuilds;
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
  private readonly known = new Map<string, { readonly proven: Proven; readonly at: number }>();
  private readonly waiting = new Map<string, ToProve>();
  private readonly stopping = new AbortController();
  private run: Promise<void> | null = null;

  constructor(
    private readonly workers: IngestWorkers,
    private readonly layers: BaseImagesRepository,
    private readonly load: RequestLoad,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Undefined where it is not known yet. */
  of(asked: ToProve): Proven | undefined {
    const found = this.known.get(keyOf(asked));
    return found !== undefined && performance.now() - found.at < HOLDS_FOR ? found.proven : undefined;
  }

  /** Ends when all of these are known, or have been tried. */
  async find(wanted: readonly ToProve[]): Promise<void> {
    for (const each of wanted) {
      if (this.waiting.size >= MOST_KNOWN) break;
      if (this.of(each) === undefined) this.waiting.set(keyOf(each), each);
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
    for (const [key, { artifactId, environment, onBase }] of this.waiting) {
      if (this.stopping.signal.aborted) return;
      const began = performance.now();
      try {
        const proven = await this.workers.runAside('findUpgrades', {
          artifactId,
          environment,
          onBase: onBase === null ? null : await this.asked(artifactId, onBase),
        });
        if (proven !== null) this.remember(key, proven);
      } catch (error) {
        if (error instanceof EvaluationTooHeavyError) this.remember(key, 'too-large');
        else if (!this.stopping.signal.aborted)
          this.log.error({ err: error, artifactId }, 'its upgrades were not found');
      }
      this.waiting.delete(key);
      await this.load.makeWay(performance.now() - began, this.stopping.signal);
    }
  }

  /** Null where the artifact's layers are no longer known. */
  private async asked(artifactId: number, { baseLayerCount, builds }: NewerBaseOf): Promise<OnNewerBase | null> {
    const [listed, other] = await this.layers.listLayers(artifactId);
    const { build, newer } = builds;
    if (listed === undefined || other !== undefined || newer === null) return null;
    const rebuild = rebuildOn(newer);
    return { layers: listed.layers, baseLayerCount, baseId: build.id, newerId: newer.row.id, rebuild };
  }

  private remember(key: string, proven: Proven): void {
    this.known.delete(key);
    this.known.set(key, { proven, at: performance.now() });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST_KNOWN) return;
      this.known.delete(oldest);
    }
  }
}

/** As it stands among the upgrades of an image. */
export function rebuildOn({ row, tag }: FoundBuild): NamedUpgrade {
  return { type: 'oci', namespace: null, name: row.image, to: row.digest, packages: [], rebuild: { tag } };
}

function keyOf({ verdictRow, onBase }: ToProve): string {
  return onBase === null ? String(verdictRow) : `${verdictRow} ${onBase.baseLayerCount} ${buildsKey(onBase.builds)}`;
}
