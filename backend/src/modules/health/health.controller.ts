import { Public } from '../access/route-access.js';
import { Controller, Get } from '@nestjs/common';
import type { HealthCheckResult } from '@nestjs/terminus';
import { HealthService } from './health.service.js';

@Public('orchestrators ask, and the answer says nothing but up or down')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** Whether the process answers; asks nobody else, so that a database outage restarts nothing. */
  @Get('live')
  isAlive(): Promise<HealthCheckResult> {
    return this.health.checkProcess();
  }

  /**
   * Whether requests can be served: the database answers and has every migration. Stored rows may still be rewritten in the
   * background; that is said, and keeps nothing from being served.
   */
  @Get('ready')
  isReady(): Promise<HealthCheckResult> {
    return this.health.checkService();
  }
}
