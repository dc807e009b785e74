import { Controller, Get, Param, Query } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { FlipQuery, VerdictFlip } from './dto/verdict-flip.dto.js';
import { VerdictReplay } from './dto/verdict-replay.dto.js';
import { VerdictAnswersService } from './verdict-answers.service.js';
import { VerdictFlipsService } from './verdict-flips.service.js';

@RequirePermission('gate:read')
@Controller('api/v1/verdicts/:verdictId')
export class VerdictAnswersController {
  constructor(
    private readonly answers: VerdictAnswersService,
    private readonly flips: VerdictFlipsService,
  ) {}

  /** Evaluate a verdict again from what is stored: the same scans, policy, waivers, VEX documents and time. */
  @Get('replay')
  replay(@Param('verdictId') verdictId: string, @VisibleProjects() scope: ProjectScope): Promise<VerdictReplay> {
    return this.answers.replay(verdictId, scope);
  }

  /**
   * Explain why a verdict differs from an earlier one for the same environment: the inputs that changed, and the
   * findings that they concern. States what cannot be known.
   */
  @Get('flip')
  flip(
    @Param('verdictId') verdictId: string,
    @Query() { from }: FlipQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<VerdictFlip> {
    return this.flips.explain(verdictId, from, scope);
  }
}
