import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ArtifactVexReview } from '../gate/dto/vex-review.dto.js';
import { ArtifactVexService } from './artifact-vex.service.js';
import { VexExportQuery } from './dto/vex-query.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:id/vex')
export class ArtifactVexController {
  constructor(private readonly vex: ArtifactVexService) {}

  /** List the VEX statements about an artifact: what each one clears, and why one clears nothing. */
  @Get()
  review(@Param('id', IdPipe) id: RowId, @VisibleProjects() scope: ProjectScope): Promise<ArtifactVexReview> {
    return this.vex.review(id, scope);
  }

  /**
   * Export the state of each vulnerability of an artifact as OpenVEX 0.2 or CycloneDX 1.6. An accepted risk is
   * `affected`.
   */
  @Get('export')
  @Header('Content-Type', 'application/json')
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } }, description: 'A VEX document.' })
  export(
    @Param('id', IdPipe) id: RowId,
    @Query() query: VexExportQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<string> {
    return this.vex.export(id, query, scope);
  }
}
