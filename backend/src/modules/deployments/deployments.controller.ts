import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { DeploymentList } from './deployment-list.js';
import { DeploymentsService } from './deployments.service.js';
import { DeploymentQuery } from './dto/deployment-query.dto.js';
import { Deployment, DeploymentPage } from './dto/deployment.dto.js';
import { NewDeployment } from './dto/new-deployment.dto.js';

@Controller('api/v1/deployments')
export class DeploymentsController {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly deploymentList: DeploymentList,
  ) {}

  /** List deployments, current and former. */
  @RequirePermission('deployment:read')
  @Get()
  list(@Query() query: DeploymentQuery, @VisibleProjects() scope: ProjectScope): Promise<DeploymentPage> {
    return this.deploymentList.list(query, scope);
  }

  /**
   * Record that an artifact runs in an environment, whatever its verdict is. 201: the deployment before it has ended.
   * 200: it was already recorded.
   */
  @RequirePermission('deployment:write')
  @Post()
  async record(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @Body() body: NewDeployment,
    @VisibleProjects() scope: ProjectScope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Deployment> {
    const { deployment, isNew } = await this.deployments.record(context, principal, body, scope);
    reply.status(isNew ? 201 : 200);
    return deployment;
  }

  /** Record that an artifact no longer runs in an environment. */
  @RequirePermission('deployment:write')
  @Post(':id/end')
  @HttpCode(200)
  end(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: RowId,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<Deployment> {
    return this.deployments.end(context, id, scope);
  }
}
