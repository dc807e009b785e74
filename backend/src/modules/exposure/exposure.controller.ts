import { Controller, Get, Query } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { type ProjectScope, scopeOf } from '../access/project-scope.js';
import { CurrentPrincipal, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ExposureQuery } from './dto/exposure-query.dto.js';
import { ExposurePage } from './dto/exposure.dto.js';
import { ExposureService } from './exposure.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/recall')
export class ExposureController {
  constructor(private readonly exposure: ExposureService) {}

  /**
   * Search for an advisory or component: which artifacts contain it, in which components, where they run, and their
   * verdicts. What the evidence cannot say is counted as not known.
   */
  @Get()
  find(
    @Query() query: ExposureQuery,
    @VisibleProjects() artifacts: ProjectScope,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ExposurePage> {
    return this.exposure.find(query, { artifacts, deployments: scopeOf(principal, 'deployment:read') });
  }
}
