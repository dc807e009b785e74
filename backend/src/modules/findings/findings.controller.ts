import { Controller, Get, Param, Query } from '@nestjs/common';
import type { ProjectScope } from '../../common/access/project-scope.js';
import { VisibleProjects } from '../../common/access/request-context.js';
import { RequirePermission } from '../../common/access/route-access.js';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import { FindingDetail } from './dto/finding-detail.dto.js';
import { FindingPage } from './dto/finding-page.dto.js';
import { FindingQuery } from './dto/finding-query.dto.js';
import { FindingsService } from './findings.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:artifactId/findings')
export class FindingsController {
  constructor(private readonly findings: FindingsService) {}

  /** What the artifact's current scans found, united. */
  @Get()
  list(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @Query() query: FindingQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<FindingPage> {
    return this.findings.list(artifactId, query, scope);
  }

  /** One finding: who claims it, where it lies, what to do. */
  @Get(':findingId')
  get(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @Param('findingId') findingId: string,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<FindingDetail> {
    return this.findings.get(artifactId, findingId, scope);
  }
}
