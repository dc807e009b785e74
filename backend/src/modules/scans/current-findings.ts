import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';
import type { FindingColumns } from '../../core/columns/finding-columns.js';
import { Database, type Sql } from '../../database/database.js';
import { type StoredFindings, StoredFindingsRepository } from './stored-findings.repository.js';
import { OutdatedScans } from './outdated-scans.js';

const BATCH = 20;

/**
 * Artifacts' findings for those who answer with them. Where an earlier version took the reports in, or a block is
 * damaged, it is made from the scans before a request is answered.
 */
@Injectable()
export class CurrentFindings {
  constructor(
    private readonly database: Database,
    private readonly states: StoredFindingsRepository,
    private readonly outdatedScans: OutdatedScans,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Null for an artifact that is gone. Outside of any transaction. */
  load(artifactId: number): Promise<StoredFindings | null> {
    return this.made(artifactId, () => this.states.load(this.database, artifactId));
  }

  /** Has `work` read on in the database as it was at the moment of the artifact's findings. Null for an artifact that is gone. */
  read<Result>(artifactId: number, work: (sql: Sql, state: StoredFindings) => Promise<Result>): Promise<Result | null> {
    return this.made(artifactId, () =>
      this.database.snapshot(async (sql) => {
        const state = await this.states.load(sql, artifactId);
        return state === null ? null : work(sql, state);
      }),
    );
  }

  /** The same without the texts. */
  readColumns<Result>(
    artifactId: number,
    work: (sql: Sql, columns: FindingColumns) => Promise<Result>,
  ): Promise<Result | null> {
    return this.made(artifactId, () =>
      this.database.snapshot(async (sql) => {
        const columns = await this.states.loadColumns(sql, artifactId);
        return columns === null ? null : work(sql, columns);
      }),
    );
  }

  /** Returns when the artifact has its findings in this version's layout. Outside of any transaction. */
  async make(artifactId: number): Promise<void> {
    await this.outdatedScans.bringUpToDate(artifactId);
  }

  /**
   * Makes all that are missing, with a pause before each. What cannot be made is made when it is requested. Returns how
   * many there were.
   */
  async makeMissing(pause: () => Promise<void>): Promise<number> {
    const seen: number[] = [];
    for (;;) {
      const missing = await this.states.listMissing(this.database, BATCH, seen);
      for (const artifactId of missing) {
        await pause();
        seen.push(artifactId);
        await this.make(artifactId).catch((error: unknown) =>
          this.log.warn({ artifactId, err: error }, 'could not make the findings of an artifact'),
        );
      }
      if (missing.length < BATCH) return seen.length;
    }
  }

  private async made<State>(artifactId: number, read: () => Promise<State | null>): Promise<State | null> {
    const state = await read().catch(async (error: unknown) => {
      if (!(error instanceof DamagedBlockError)) throw error;
      this.log.error({ artifactId, error: error.message }, 'the findings of an artifact are damaged; making them anew');
      await this.states.discard(this.database, artifactId);
      return null;
    });
    if (state !== null) return state;
    await this.make(artifactId);
    return read();
  }
}
