import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { DatabaseIndicator } from './database.indicator.js';
import { NotReadyError } from './health.errors.js';
import { MigrationsIndicator } from './migrations.indicator.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseIndicator,
    private readonly migrations: MigrationsIndicator,
  ) {}

  checkProcess(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  async checkService(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([() => this.database.check(), () => this.migrations.check()]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      throw new NotReadyError((error.getResponse() as HealthCheckResult).error ?? {});
    }
  }
}
