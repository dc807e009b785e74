import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { GateQuery } from './dto/gate-query.dto.js';
import { VerdictFindingPage, VerdictFindingQuery } from './dto/verdict-findings.dto.js';
import { GateService } from './gate.service.js';
import { VerdictFindingsService } from './verdict-findings.service.js';

/** Verdicts leave as the very text that the core wrote, so that CLI and server cannot differ by a byte. */
@RequirePermission('gate:read')
@Controller('api/v1')
export class GateController {
  constructor(
    private readonly gate: GateService,
    private readonly findings: VerdictFindingsService,
  ) {}

  /** Ask the gate: can this artifact ship to this environment? */
  @Get('gate')
  @Header('Content-Type', 'application/json; charset=utf-8')
  decide(@Query() query: GateQuery, @VisibleProjects() scope: ProjectScope): Promise<string> {
    return this.gate.decide(query, scope);
  }

  /** Get a verdict, as it was given. */
  @Get('verdicts/:verdictId')
  @Header('Content-Type', 'application/json; charset=utf-8')
  get(@Param('verdictId') verdictId: string, @VisibleProjects() scope: ProjectScope): Promise<string> {
    return this.gate.get(verdictId, scope);
  }

  /** List every finding behind a reason of a verdict, worst first. */
  @Get('verdicts/:verdictId/findings')
  listFindings(
    @Param('verdictId') verdictId: string,
    @Query() query: VerdictFindingQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<VerdictFindingPage> {
    return this.findings.list(verdictId, query, scope);
  }
}
