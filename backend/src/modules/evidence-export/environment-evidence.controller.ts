import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { EnvironmentEvidence, EnvironmentEvidenceQuery } from './dto/environment-evidence.dto.js';
import { EnvironmentEvidenceService } from './environment-evidence.service.js';

@RequirePermission('evidence:export')
@Controller('api/v1/projects')
export class EnvironmentEvidenceController {
  constructor(private readonly evidence: EnvironmentEvidenceService) {}

  /**
   * Export the evidence of an environment and a time span as one signed tar archive: all artifacts of the project that were evaluated
   * for the environment in the span or ran there, with verdicts, reports, waivers, deployments, policy versions, VEX documents and, for
   * those who can read it, the project's part of the audit log. `plimsoll evidence verify` checks it offline.
   */
  @Get(':slug/evidence')
  @RouteConfig({ answer: 'stream' })
  export(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @VisibleProjects() scope: ProjectScope,
    @Param('slug') slug: string,
    @Query() query: EnvironmentEvidenceQuery,
  ): Promise<StreamableFile> {
    return this.evidence.export({ context, principal, scope }, slug, query);
  }

  /** Get what such an archive would have, and what it would lack. */
  @Get(':slug/evidence/contents')
  describe(
    @VisibleProjects() scope: ProjectScope,
    @Param('slug') slug: string,
    @Query() query: EnvironmentEvidenceQuery,
  ): Promise<EnvironmentEvidence> {
    return this.evidence.describe(scope, slug, query);
  }
}
