import { Controller, Get, Param, Query } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { AnswersService } from './answers.service.js';
import { WayQuery, WaysToGreen } from './dto/way-to-green.dto.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:id')
export class AnswersController {
  constructor(private readonly answers: AnswersService) {}

  /** The way to green: the upgrades of least cost by which the artifact may ship to each environment, and what no upgrade clears. */
  @Get('path')
  async path(
    @Param('id', IdPipe) id: RowId,
    @Query() { environment }: WayQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<WaysToGreen> {
    return { environments: await this.answers.waysToGreen(id, environment, scope) };
  }
}
