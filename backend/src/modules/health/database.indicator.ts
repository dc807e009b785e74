import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../../database/database.js';

@Injectable()
export class DatabaseIndicator {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly database: Database,
  ) {}

  async check(): Promise<HealthIndicatorResult<'database'>> {
    const indicator = this.indicator.check('database');
    try {
      await this.database.query('SELECT 1');
      return indicator.up();
    } catch (error) {
      return indicator.down((error as Error).message);
    }
  }
}
