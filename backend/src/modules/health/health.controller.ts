import { Public } from '../access/route-access.js';
import { Controller, Get } from '@nestjs/common';
import type { HealthCheckResult } from '@nestjs/terminus';
import { HealthService } from './health.service.js';

@Public('orchestrators ask, and the answer says nothing but up or down')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** Check that the process answers. Does not ask the database, so that an outage of it restarts nothing. */
  @Get('live')
  isAlive(): Promise<HealthCheckResult> {
    return this.health.checkProcess();
  }

  /**
   * Check that requests can be served: the database answers and has every migration. Rows that are still rewritten in
   * the background are reported, and do not block.
   */
  @Get('ready')
  isReady(): Promise<HealthCheckResult> {
    return this.health.checkService();
  }
}
