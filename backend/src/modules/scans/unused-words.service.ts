import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Job } from '../jobs/job.js';
import type { JobRun } from '../jobs/job-run.js';
import { IntakeLock } from './intake-lock.js';
import { UnusedWordsRepository } from './unused-words.repository.js';

/** Words of one transaction, for which reports wait. */
const BATCH = 5_000;

/** Deletes words that no scan has any more: scans were deleted, or read again by a version that reads them otherwise. */
@Injectable()
export class UnusedWordsService {
  constructor(
    private readonly database: Database,
    private readonly intake: IntakeLock,
    private readonly words: UnusedWordsRepository,
  ) {}

  @Job('unused-words', { every: '1d' })
  async deleteAll(run: JobRun): Promise<string | null> {
    for (let deleted = 0; ;) {
      await run.pause();
      const some = await this.deleteSome(BATCH);
      deleted += some ?? 0;
      run.tell({ done: deleted, total: deleted });
      if (some === BATCH && !run.leaveRest()) continue;
      const sentence = deleted === 0 ? '' : `Deleted ${deleted} ${deleted === 1 ? 'word' : 'words'} that no scan has. `;
      const rest = some === null ? 'Reports came the whole time; the rest is left to the next run.' : '';
      return `${sentence}${rest}`.trim() || null;
    }
  }

  /** Answers how many; null where reports were under way the whole time, and it is to be tried again later. */
  async deleteSome(most: number): Promise<number | null> {
    const unused = await this.words.list(most);
    if (unused.ids.length === 0) return 0;
    return this.intake.alone(this.database, (sql) => this.words.delete(sql, unused));
  }
}
