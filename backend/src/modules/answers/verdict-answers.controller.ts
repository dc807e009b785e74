import { Controller, Get, Param } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { VerdictReplay } from './dto/verdict-replay.dto.js';
import { VerdictAnswersService } from './verdict-answers.service.js';

@RequirePermission('gate:read')
@Controller('api/v1/verdicts/:verdictId')
export class VerdictAnswersController {
  constructor(private readonly answers: VerdictAnswersService) {}

  /** Evaluates a verdict again from what is stored: the same scans, policy, waivers, VEX documents and instant. */
  @Get('replay')
  replay(@Param('verdictId') verdictId: string, @VisibleProjects() scope: ProjectScope): Promise<VerdictReplay> {
    return this.answers.replay(verdictId, scope);
  }
}
