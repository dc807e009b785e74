import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../../database/database.js';
import { hasWaitingRows } from '../../database/stored-rows.js';

/** Always up: what an earlier version wrote is read as it is, until the background has rewritten it. */
@Injectable()
export class StoredRowsIndicator {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly database: Database,
  ) {}

  async check(): Promise<HealthIndicatorResult<'storedRows'>> {
    const indicator = this.indicator.check('storedRows');
    try {
      return indicator.up({ isRewriting: await hasWaitingRows((sql) => this.database.query(sql)) });
    } catch (error) {
      // Such as before the migrations: that is said beside it.
      return indicator.up({ isRewriting: null, message: (error as Error).message });
    }
  }
}
