import { Injectable } from '@nestjs/common';
import { CatalogueService } from '../catalogue/catalogue.service.js';
import { Database } from '../../database/database.js';
import { ClaimRowsRepository, type ScanOfRows } from './claim-rows.repository.js';
import { claimColumns } from './claim-columns.js';
import { Job } from '../jobs/job.js';
import type { JobRun } from '../jobs/job-run.js';
import { IntakeLock } from './intake-lock.js';

/** Former rows of one transaction, for which reports wait. */
const BATCH = 2_000;

/** What became of some scans. */
export interface MovedScans {
  readonly movedCount: number;
  /** Of those whose claims are partly gone: they stay as they are, and are evidence of nothing. */
  readonly damagedCount: number;
  /** The last that was looked at; null where there is no more. */
  readonly last: number | null;
}

/** Has scans that earlier versions took in say words, one transaction each: it can stop and go on at any scan. */
@Injectable()
export class ClaimsToWordsService {
  constructor(
    private readonly database: Database,
    private readonly intake: IntakeLock,
    private readonly rows: ClaimRowsRepository,
    private readonly catalogue: CatalogueService,
  ) {}

  /** A scan at a time, and then, where none but damaged ones are left, the rows that no scan names any more. */
  @Job('words', { every: '10m' })
  async moveAll(run: JobRun): Promise<string | null> {
    const total = await this.countLeft();
    let [moved, damaged, removed] = [0, 0, 0];
    for (let after: number | null = total === 0 ? null : 0; after !== null;) {
      // Where nothing came of it, the next run would do no better.
      if (moved > 0 && run.leaveRest()) break;
      await run.pause();
      const { movedCount, damagedCount, last }: MovedScans = await this.moveSome(after, 1);
      moved += movedCount;
      damaged += damagedCount;
      run.tell({ done: moved + damaged, total: Math.max(total, moved + damaged) });
      after = last;
    }
    while (!run.leavesRest && (await this.rows.hasRows())) {
      await run.pause();
      const some = await this.removeSome(BATCH);
      // Reports come the whole time, or the rest is of damaged scans.
      if (some === null || some === 0) break;
      removed += some;
      run.leaveRest();
    }
    return sentenceOf(moved, damaged, removed);
  }

  /** How many are left, the damaged ones with them. */
  countLeft(): Promise<number> {
    return this.rows.countScans();
  }

  async moveSome(after: number, most: number): Promise<MovedScans> {
    const scans = await this.rows.listScans(after, most);
    let movedCount = 0;
    for (const scan of scans) if (await this.move(scan)) movedCount += 1;
    return { movedCount, damagedCount: scans.length - movedCount, last: scans.at(-1)?.id ?? null };
  }

  /** Of the rows that no scan names. How many it was; null where reports were under way the whole time. */
  removeSome(most: number): Promise<number | null> {
    return this.intake.alone(this.database, (sql) => this.rows.remove(sql, most));
  }

  private move({ id, artifactId }: ScanOfRows): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      await this.intake.share(sql);
      await this.rows.lockArtifact(sql, artifactId);
      const claims = await this.rows.findClaims(sql, id);
      if (claims === null) return false;
      const { wordIds } = await this.catalogue.add(sql, { components: [], claims, problems: [] });
      await this.rows.nameWords(sql, id, { wordIds, ...claimColumns(claims) });
      return true;
    });
  }
}

function sentenceOf(moved: number, damaged: number, removed: number): string | null {
  const sentences = [
    ...(moved === 0 ? [] : [`Rewrote ${counted(moved, 'scan')}.`]),
    ...(damaged === 0 ? [] : [`${counted(damaged, 'scan')} cannot be rewritten, for claims are gone.`]),
    ...(removed === 0 ? [] : [`Removed ${counted(removed, 'row')} of the former kind.`]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
