import { Controller, Get, Header } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { DatabaseIndicator } from './database.indicator.js';
import { MigrationsIndicator } from './migrations.indicator.js';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseIndicator,
    private readonly migrations: MigrationsIndicator,
  ) {}

  /** Whether the process answers; asks nobody else, so that a database outage restarts nothing. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  isAlive(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** Whether requests can be served: the database answers and has every migration. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  isReady(): Promise<HealthCheckResult> {
    return this.health.check([() => this.database.check(), () => this.migrations.check()]);
  }
}
