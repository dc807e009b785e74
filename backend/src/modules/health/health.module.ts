import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DatabaseIndicator } from './database.indicator.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MigrationsIndicator } from './migrations.indicator.js';
import { StoredRowsIndicator } from './stored-rows.indicator.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [HealthService, DatabaseIndicator, MigrationsIndicator, StoredRowsIndicator],
})
export class HealthModule {}
