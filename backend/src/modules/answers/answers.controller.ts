import { Controller, Get, Param, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { AnswersService } from './answers.service.js';
import { ComparisonsService } from './comparisons.service.js';
import { Comparison, ComparisonQuery } from './dto/comparison.dto.js';
import { WayQuery, WaysToGreen } from './dto/way-to-green.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:id')
export class AnswersController {
  constructor(
    private readonly answers: AnswersService,
    private readonly comparisons: ComparisonsService,
  ) {}

  /**
   * Get the way to green: the upgrades of least cost with which the artifact can ship to each environment, and what no
   * upgrade clears.
   */
  @Get('path')
  path(
    @Param('id', IdPipe) id: RowId,
    @Query() { environment }: WayQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<WaysToGreen> {
    return this.answers.waysToGreen(id, environment, scope);
  }

  /**
   * Compare an artifact with another one that you can see: components, and findings that it introduces or fixes, with
   * the cause of each. Scans of all senders count; waivers make no difference.
   */
  @Get('compare')
  compare(
    @Param('id', IdPipe) id: RowId,
    @Query() { to }: ComparisonQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<Comparison> {
    return this.comparisons.compare(id, to, scope);
  }
}
