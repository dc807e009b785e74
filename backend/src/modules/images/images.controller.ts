import { Controller, Get, Query } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ImageQuery } from './dto/image-query.dto.js';
import { ImagePage } from './dto/image.dto.js';
import { ImagesService } from './images.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/images')
export class ImagesController {
  constructor(private readonly images: ImagesService) {}

  /** The fleet: every image with its latest artifact. */
  @Get()
  list(@Query() query: ImageQuery, @VisibleProjects() scope: ProjectScope): Promise<ImagePage> {
    return this.images.list(query, scope);
  }
}
