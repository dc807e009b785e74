import { Controller, Get, Query } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { FleetBasePage, FleetBasesQuery } from './dto/fleet-bases.dto.js';
import { FleetBasesService } from './fleet-bases.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/images/bases')
export class FleetBasesController {
  constructor(private readonly bases: FleetBasesService) {}

  /**
   * List the base images that images are built on, those of most images first, each with what a newer build of it fixes and how many of the images
   * that fail for an environment pass on it. Of both only those that the caller can see.
   */
  @Get()
  list(@Query() query: FleetBasesQuery, @VisibleProjects() scope: ProjectScope): Promise<FleetBasePage> {
    return this.bases.list(query, scope);
  }
}
