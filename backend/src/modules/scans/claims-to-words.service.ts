import { Injectable } from '@nestjs/common';
import { CatalogueService } from '../catalogue/catalogue.service.js';
import { Database } from '../../database/database.js';
import { ClaimRowsRepository, type ScanOfRows } from './claim-rows.repository.js';
import { claimColumns } from './claim-columns.js';
import { IntakeLock } from './intake-lock.js';

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
