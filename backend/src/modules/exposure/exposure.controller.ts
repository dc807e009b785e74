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
   * Where an advisory or a component is: which artifacts, in which components, what of them runs where, and which verdicts stand. What the
   * evidence cannot say is counted as not known.
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
