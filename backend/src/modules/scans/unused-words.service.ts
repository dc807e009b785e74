import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { IntakeLock } from './intake-lock.js';
import { UnusedWordsRepository } from './unused-words.repository.js';

/** So long at most do reports that come in wait for those under way, before either goes on. */
const PATIENCE_MS = 1000;

/** PostgreSQL's code for a lock that was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Deletes words that no scan has any more: scans were deleted, or read again by a version that reads them otherwise. */
@Injectable()
export class UnusedWordsService {
  constructor(
    private readonly database: Database,
    private readonly intake: IntakeLock,
    private readonly words: UnusedWordsRepository,
  ) {}

  /** Answers how many; null where reports were under way the whole time, and it is to be tried again later. */
  async deleteSome(most: number): Promise<number | null> {
    const unused = await this.words.list(most);
    if (unused.ids.length === 0) return 0;
    try {
      return await this.database.transaction(async (sql) => {
        await sql.query(`SET LOCAL lock_timeout = ${PATIENCE_MS}`);
        await this.intake.holdAlone(sql);
        return this.words.delete(sql, unused);
      });
    } catch (error) {
      if ((error as { readonly code?: unknown } | null)?.code === LOCK_NOT_AVAILABLE) return null;
      throw error;
    }
  }
}
