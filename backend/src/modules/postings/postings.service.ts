import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { Job } from '../jobs/job.js';
import type { JobRun } from '../jobs/job-run.js';
import { PostingsRepository } from './postings.repository.js';
import { UnnamedArtifacts } from './unnamed-artifacts.js';

/** Artifacts posted in one transaction. */
const BATCH = 32;

/** Keeps the postings up to date, in the background; what waits is answered from the tables. */
@Injectable()
export class PostingsService {
  constructor(
    private readonly postings: PostingsRepository,
    private readonly unnamed: UnnamedArtifacts,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Job('postings', { every: '1m' })
  async post(run: JobRun): Promise<string | null> {
    const count = await this.bringUpToDate(run);
    return count === 0 ? null : `Posted what ${count} ${count === 1 ? 'artifact holds' : 'artifacts hold'}.`;
  }

  /** Posts all that waits. Returns how many artifacts that were; those that another process posts are not among them. */
  async bringUpToDate(run?: JobRun): Promise<number> {
    const count = await this.postNamed(run);
    await this.nameUnnamed(run);
    return count + (await this.postNamed(run));
  }

  private async postNamed(run?: JobRun): Promise<number> {
    for (let count = 0; ;) {
      if (run?.leavesRest || (count > 0 && run?.leaveRest())) return count;
      await run?.pause();
      const posted = await this.postings.postSome(BATCH);
      if (posted === null || posted === 0) return count;
      count += posted;
    }
  }

  /** One that cannot be read stays unnamed, which answers count as not known; the others have their turn all the same. */
  private async nameUnnamed(run?: JobRun): Promise<void> {
    let named = 0;
    for (let after = 0; ;) {
      const artifactIds = await this.unnamed.list(after, BATCH);
      for (const artifactId of artifactIds) {
        // Where none could be read, the next run would do no better.
        if (named > 0 && run?.leaveRest()) return;
        await run?.pause();
        try {
          await this.unnamed.name(artifactId);
          named += 1;
        } catch (error) {
          this.log.warn({ err: error, artifactId }, 'could not read what an artifact is to be posted by');
        }
        after = artifactId;
      }
      if (artifactIds.length < BATCH) return;
    }
  }
}
