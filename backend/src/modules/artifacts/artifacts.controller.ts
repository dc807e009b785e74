import { Controller, Get, Param, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ArtifactsService } from './artifacts.service.js';
import { Artifact } from './dto/artifact-detail.dto.js';
import { ArtifactQuery } from './dto/artifact-query.dto.js';
import { ArtifactPage } from './dto/artifact-summary.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts')
export class ArtifactsController {
  constructor(private readonly artifacts: ArtifactsService) {}

  /** Every build of every image, as filtered. */
  @Get()
  list(@Query() query: ArtifactQuery, @VisibleProjects() scope: ProjectScope): Promise<ArtifactPage> {
    return this.artifacts.list(query, scope);
  }

  /** One build: its verdicts with reasons, and its scans. */
  @Get(':id')
  get(@Param('id', IdPipe) id: RowId, @VisibleProjects() scope: ProjectScope): Promise<Artifact> {
    return this.artifacts.get(id, scope);
  }
}
