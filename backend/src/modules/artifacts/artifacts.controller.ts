import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, VisibleProjects } from '../access/request-context.js';
import type { RequestContext } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ArtifactsService } from './artifacts.service.js';
import { Artifact } from './dto/artifact-detail.dto.js';
import { ArtifactExportQuery, ArtifactQuery } from './dto/artifact-query.dto.js';
import { ArtifactPage } from './dto/artifact-summary.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts')
export class ArtifactsController {
  constructor(private readonly artifacts: ArtifactsService) {}

  /** List artifacts. */
  @Get()
  list(@Query() query: ArtifactQuery, @VisibleProjects() scope: ProjectScope): Promise<ArtifactPage> {
    return this.artifacts.list(query, scope);
  }

  /** Export artifacts as a file: all that match the filters, the oldest first. The audit log records the export. */
  @Get('export')
  @RouteConfig({ answer: 'stream' })
  export(
    @Query() query: ArtifactExportQuery,
    @Context() context: RequestContext,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<StreamableFile> {
    return this.artifacts.export(query, context, scope);
  }

  /** Get an artifact with its verdicts and scans. */
  @Get(':id')
  get(@Param('id', IdPipe) id: RowId, @VisibleProjects() scope: ProjectScope): Promise<Artifact> {
    return this.artifacts.get(id, scope);
  }
}
