import { Body, Controller, HttpCode, Param, Patch, Post } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission, StepUp } from '../access/route-access.js';
import { Project } from '../projects/dto/project.dto.js';
import { NewProject, ProjectPatch } from './dto/project-changes.dto.js';
import { ProjectChangesService } from './project-changes.service.js';

@RequirePermission('project:write')
@Controller('api/v1/projects')
export class ProjectChangesController {
  constructor(private readonly changes: ProjectChangesService) {}

  /**
   * Create a project. The first report that names a project also creates it, if its sender can report to every project.
   */
  @RequirePermission('project:create')
  @Post()
  create(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @VisibleProjects() scope: ProjectScope,
    @Body() body: NewProject,
  ): Promise<Project> {
    return this.changes.create({ context, principal, scope }, body);
  }

  /** Change the name and description of a project. The slug stays: tokens, rules and pipelines refer to it. */
  @Patch(':slug')
  change(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @VisibleProjects() scope: ProjectScope,
    @Param('slug') slug: string,
    @Body() body: ProjectPatch,
  ): Promise<Project> {
    return this.changes.describe({ context, principal, scope }, slug, body);
  }

  /**
   * Archive a project. Nothing is deleted and verdicts can be read, but it accepts no report, deployment, token, waiver
   * or VEX document.
   */
  @StepUp()
  @Post(':slug/archive')
  @HttpCode(200)
  archive(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @VisibleProjects() scope: ProjectScope,
    @Param('slug') slug: string,
  ): Promise<Project> {
    return this.changes.archive({ context, principal, scope }, slug);
  }

  /** Unarchive a project: it accepts reports again. */
  @StepUp()
  @Post(':slug/unarchive')
  @HttpCode(200)
  unarchive(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @VisibleProjects() scope: ProjectScope,
    @Param('slug') slug: string,
  ): Promise<Project> {
    return this.changes.unarchive({ context, principal, scope }, slug);
  }
}
