import { Controller, Get, Query } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { FleetUpgrades, FleetUpgradesQuery } from './dto/fleet-upgrades.dto.js';
import { FleetUpgradesService } from './fleet-upgrades.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/images/upgrades')
export class FleetUpgradesController {
  constructor(private readonly upgrades: FleetUpgradesService) {}

  /**
   * List the upgrades that make the most images pass for an environment, one after the other. An image counts where it
   * passes with nothing else changed, and only for versions that its own reports name.
   */
  @Get()
  find(@Query() query: FleetUpgradesQuery, @VisibleProjects() scope: ProjectScope): Promise<FleetUpgrades> {
    return this.upgrades.find(query, scope);
  }
}
