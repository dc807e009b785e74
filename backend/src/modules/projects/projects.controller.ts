import { Controller, Get, Query } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { ProjectPage, ProjectQuery } from './dto/project.dto.js';
import { ProjectList } from './project-list.js';

@RequirePermission('project:read')
@Controller('api/v1/projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectList) {}

  /** The projects in which one has a role. They come to be with their first report. */
  @Get()
  list(@VisibleProjects() scope: ProjectScope, @Query() query: ProjectQuery): Promise<ProjectPage> {
    return this.projects.list(scope, query);
  }
}
