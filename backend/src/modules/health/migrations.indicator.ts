import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../../database/database.js';
import { type MigrationFile, readMigrationFiles } from '../../database/migration-files.js';
import { readMigrationStatus } from '../../database/migration-status.js';

@Injectable()
export class MigrationsIndicator {
  private files: Promise<MigrationFile[]> | undefined;

  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly database: Database,
  ) {}

  async check(): Promise<HealthIndicatorResult<'migrations'>> {
    const indicator = this.indicator.check('migrations');
    this.files ??= readMigrationFiles();
    try {
      const { pending } = await readMigrationStatus((sql) => this.database.query(sql), await this.files);
      return pending.length === 0 ? indicator.up() : indicator.down({ pending });
    } catch (error) {
      return indicator.down((error as Error).message);
    }
  }
}
