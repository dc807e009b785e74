import { Controller, Get, Param, Query } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { CurrentPrincipal, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ProjectDetail, ProjectPage, ProjectQuery } from './dto/project.dto.js';
import { ProjectList } from './project-list.js';

@RequirePermission('project:read')
@Controller('api/v1/projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectList) {}

  /** List the projects in which you have a role. */
  @Get()
  list(@VisibleProjects() scope: ProjectScope, @Query() query: ProjectQuery): Promise<ProjectPage> {
    return this.projects.list(scope, query);
  }

  /** Get a project by its slug. */
  @Get(':slug')
  get(
    @VisibleProjects() scope: ProjectScope,
    @CurrentPrincipal() principal: Principal,
    @Param('slug') slug: string,
  ): Promise<ProjectDetail> {
    return this.projects.detail(scope, principal, slug);
  }
}
