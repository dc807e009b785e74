import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Drain } from '../../common/http/drain.js';
import { DatabaseIndicator } from './database.indicator.js';
import { NotReadyError } from './health.errors.js';
import { MigrationsIndicator } from './migrations.indicator.js';
import { StoredRowsIndicator } from './stored-rows.indicator.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseIndicator,
    private readonly migrations: MigrationsIndicator,
    private readonly storedRows: StoredRowsIndicator,
    private readonly drain: Drain,
  ) {}

  checkProcess(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  async checkService(): Promise<HealthCheckResult> {
    // A load balancer sends requests to other replicas from now on; what it still sends here is answered.
    if (this.drain.isDraining) throw new NotReadyError({ process: { status: 'down', message: 'is being stopped' } });
    try {
      return await this.health.check([
        () => this.database.check(),
        () => this.migrations.check(),
        () => this.storedRows.check(),
      ]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      throw new NotReadyError((error.getResponse() as HealthCheckResult).error ?? {});
    }
  }
}
