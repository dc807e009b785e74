import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { Principal } from '../access/principal.js';
import { type ProjectScope, scopeOf } from '../access/project-scope.js';
import { Context, CurrentPrincipal, VisibleProjects } from '../access/request-context.js';
import type { RequestContext } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { BuildPage, BuildQuery } from './dto/build.dto.js';
import { Image } from './dto/image-detail.dto.js';
import { ImageExportQuery, ImageQuery } from './dto/image-query.dto.js';
import { ImagePage } from './dto/image.dto.js';
import { ImagePages } from './image-pages.js';
import { ImagesService } from './images.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/images')
export class ImagesController {
  constructor(
    private readonly images: ImagesService,
    private readonly pages: ImagePages,
  ) {}

  /** List images with their latest artifacts. */
  @Get()
  list(@Query() query: ImageQuery, @VisibleProjects() scope: ProjectScope): Promise<ImagePage> {
    return this.images.list(query, scope);
  }

  /** Get an image: where it runs, and how its findings change from artifact to artifact. */
  @Get(':imageId')
  get(
    @Param('imageId', IdPipe) imageId: RowId,
    @VisibleProjects() artifacts: ProjectScope,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Image> {
    return this.pages.get(imageId, { artifacts, deployments: scopeOf(principal, 'deployment:read') });
  }

  /**
   * List the artifacts of an image, newest first, each with its verdicts and how many findings changed since the one
   * before.
   */
  @Get(':imageId/builds')
  listBuilds(
    @Param('imageId', IdPipe) imageId: RowId,
    @Query() query: BuildQuery,
    @VisibleProjects() artifacts: ProjectScope,
    @CurrentPrincipal() principal: Principal,
  ): Promise<BuildPage> {
    return this.pages.listBuilds(imageId, query, { artifacts, deployments: scopeOf(principal, 'deployment:read') });
  }

  /** Export images as a file: all that match the filters, by name. The audit log records the export. */
  @Get('export')
  @RouteConfig({ answer: 'stream' })
  export(
    @Query() query: ImageExportQuery,
    @Context() context: RequestContext,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<StreamableFile> {
    return this.images.export(query, context, scope);
  }
}
