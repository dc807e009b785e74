import { Controller, Get, Param, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ComponentsService } from './components.service.js';
import { ComponentQuery } from './dto/component-query.dto.js';
import { ComponentPage } from './dto/component.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:artifactId/components')
export class ComponentsController {
  constructor(private readonly components: ComponentsService) {}

  /** List the components of an artifact. */
  @Get()
  list(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @Query() query: ComponentQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<ComponentPage> {
    return this.components.list(artifactId, query, scope);
  }
}
