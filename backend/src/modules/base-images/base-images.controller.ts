import { Controller, Get, Param, Query } from '@nestjs/common';
import { PageQuery } from '../../common/paging/page-query.js';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { BaseImagesService } from './base-images.service.js';
import { BaseImage, BuiltOnPage } from './dto/base-image.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:artifactId')
export class BaseImagesController {
  constructor(private readonly bases: BaseImagesService) {}

  /** Get the layers of an artifact, and its base image: the artifact that you can see whose layers are exactly its lowest ones. */
  @Get('base')
  async find(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<BaseImage> {
    return (await this.bases.find(artifactId, scope)).base;
  }

  /** List the artifacts that are built on this one: those that you can see whose lowest layers are exactly its layers. */
  @Get('built-on')
  listBuiltOn(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @Query() query: PageQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<BuiltOnPage> {
    return this.bases.listBuiltOn(artifactId, query, scope);
  }
}
