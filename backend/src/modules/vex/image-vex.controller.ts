import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ArtifactVexService } from './artifact-vex.service.js';
import { ImageVexQuery } from './dto/vex-query.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/images/vex')
export class ImageVexController {
  constructor(private readonly vex: ArtifactVexService) {}

  /**
   * Export the state of each vulnerability of an image's newest artifacts, by digest, as OpenVEX 0.2 or CycloneDX 1.6.
   * An accepted risk is `affected`.
   */
  @Get('export')
  @Header('Content-Type', 'application/json')
  @ApiOkResponse({ content: { 'application/json': { schema: { type: 'object' } } }, description: 'A VEX document.' })
  export(@Query() query: ImageVexQuery, @VisibleProjects() scope: ProjectScope): Promise<string> {
    return this.vex.exportImage(query, scope);
  }
}
