import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { PostingsRepository } from './postings.repository.js';
import { UnnamedArtifacts } from './unnamed-artifacts.js';

const INTERVAL_MS = 10_000;

/** Artifacts posted in one transaction. */
const BATCH = 32;

/** For each millisecond of work so many of rest: requests come first. */
const REST = 3;

/** Keeps the postings up to date, in the background; what waits is answered from the tables. */
@Injectable()
export class PostingsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly postings: PostingsRepository,
    private readonly unnamed: UnnamedArtifacts,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.plan(INTERVAL_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** Posts all that waits. Returns how many artifacts that were; those that another replica posts are not among them. */
  async bringUpToDate(): Promise<number> {
    await this.nameUnnamed();
    let count = 0;
    for (;;) {
      const started = performance.now();
      const posted = await this.postings.postSome(BATCH);
      if (posted === null || posted === 0 || this.isStopping) return count + (posted ?? 0);
      count += posted;
      await rest(started);
    }
  }

  /** One that cannot be read stays unnamed, which answers count as not known; the others have their turn all the same. */
  private async nameUnnamed(): Promise<void> {
    for (let after = 0; ;) {
      const artifactIds = await this.unnamed.list(after, BATCH);
      for (const artifactId of artifactIds) {
        if (this.isStopping) return;
        const started = performance.now();
        try {
          await this.unnamed.name(artifactId);
        } catch (error) {
          this.log.warn({ err: error, artifactId }, 'could not read what an artifact is to be posted by');
        }
        await rest(started);
        after = artifactId;
      }
      if (artifactIds.length < BATCH) return;
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
      const count = await this.bringUpToDate();
      if (count > 0) this.log.debug({ artifacts: count }, 'posted');
    } catch (error) {
      this.log.warn({ err: error }, 'could not post what artifacts hold; trying again later');
    }
    if (!this.isStopping) this.plan(INTERVAL_MS);
  }
}

function rest(since: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, (performance.now() - since) * REST));
}
