import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../../common/pipes/id.pipe.js';
import type { Principal } from '../../access/principal.js';
import type { ProjectScope } from '../../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../../access/request-context.js';
import { RequirePermission, StepUp } from '../../access/route-access.js';
import { NewRoleGrant, RoleGrant, RoleGrantPage, RoleGrantQuery } from './dto/role-grant.dto.js';
import { RoleGrantAdministration } from './role-grant-administration.js';

@RequirePermission('role:write')
@Controller('api/v1/role-grants')
export class RoleGrantsController {
  constructor(private readonly grants: RoleGrantAdministration) {}

  /** List role grants; for administrators of a project, those in their projects. */
  @RequirePermission('role:read')
  @Get()
  list(@VisibleProjects() scope: ProjectScope, @Query() query: RoleGrantQuery): Promise<RoleGrantPage> {
    return this.grants.list(scope, query);
  }

  /** Grant a role. You need every permission of the role yourself. */
  @StepUp()
  @Post()
  grant(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @Body() body: NewRoleGrant,
  ): Promise<RoleGrant> {
    return this.grants.grant(context, principal, body);
  }

  /** Remove a role grant, and sign the person out. The last administrator cannot be removed. */
  @StepUp()
  @Delete(':id')
  @HttpCode(204)
  remove(
    @Context() context: RequestContext,
    @VisibleProjects() scope: ProjectScope,
    @Param('id', IdPipe) id: RowId,
  ): Promise<void> {
    return this.grants.remove(context, scope, id);
  }
}
