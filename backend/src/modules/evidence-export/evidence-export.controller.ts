import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { Public, RequirePermission } from '../access/route-access.js';
import { EvidenceKey, EvidenceQuery } from './dto/evidence-query.dto.js';
import { EvidenceExportService } from './evidence-export.service.js';
import { SignedArchives } from './signed-archives.js';

@Controller('api/v1')
export class EvidenceExportController {
  constructor(
    private readonly evidence: EvidenceExportService,
    private readonly archives: SignedArchives,
  ) {}

  /**
   * Export the evidence as one signed tar archive: verdicts as they were given, reports as they were received, waivers,
   * deployments, policy versions, VEX documents and, for those who can read it, the audit log's events about them.
   * `plimsoll evidence verify` checks it offline.
   */
  @RequirePermission('evidence:export')
  @Get('artifacts/:id/evidence')
  @RouteConfig({ answer: 'stream' })
  export(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @VisibleProjects() scope: ProjectScope,
    @Param('id', IdPipe) id: RowId,
    @Query() query: EvidenceQuery,
  ): Promise<StreamableFile> {
    return this.evidence.export({ context, principal, scope }, id, query);
  }

  /** Get the public key that evidence archives are signed with. */
  @Public('it is a public key, which those need who check an archive and have no account')
  @Get('evidence/key')
  key(): EvidenceKey {
    return this.archives.key();
  }
}
