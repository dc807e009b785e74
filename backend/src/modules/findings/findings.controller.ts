import { Controller, Get, Param, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { FindingDetail } from './dto/finding-detail.dto.js';
import { FindingPage } from './dto/finding-page.dto.js';
import { FindingQuery } from './dto/finding-query.dto.js';
import { FindingsService } from './findings.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:artifactId/findings')
export class FindingsController {
  constructor(private readonly findings: FindingsService) {}

  /** List the findings of an artifact, united from its current scans. */
  @Get()
  list(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @Query() query: FindingQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<FindingPage> {
    return this.findings.list(artifactId, query, scope);
  }

  /** Get a finding: which scanners report it, its locations, and how to fix it. */
  @Get(':findingId')
  get(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @Param('findingId') findingId: string,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<FindingDetail> {
    return this.findings.get(artifactId, findingId, scope);
  }
}
