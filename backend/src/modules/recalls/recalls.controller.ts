import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { NewRecall, RecallList, RecallPreview, RecallQuery, RecallResult } from './dto/recall.dto.js';
import { RecallsService } from './recalls.service.js';

@RequirePermission('evidence:recall')
@Controller('api/v1/evidence/recalls')
export class RecallsController {
  constructor(private readonly recalls: RecallsService) {}

  /** List recalls of the projects that you can see, and those of every project. */
  @Get()
  list(@VisibleProjects() scope: ProjectScope): Promise<RecallList> {
    return this.recalls.list(scope);
  }

  /** Preview a recall. Changes nothing. */
  @Post('preview')
  @HttpCode(200)
  preview(@Body() body: RecallQuery, @VisibleProjects() scope: ProjectScope): Promise<RecallPreview> {
    return this.recalls.preview(body, scope);
  }

  /**
   * Recall scans: those that meet all conditions do not count, nor do later ones. Verdicts that used them are unknown
   * until another scan arrives.
   */
  @Post()
  recall(
    @Context() context: RequestContext,
    @Body() body: NewRecall,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<RecallResult> {
    return this.recalls.recall(context, body, scope);
  }

  /** Undo a recall: its scans count again, unless another recall covers them. This is final. */
  @Post(':id/undo')
  @HttpCode(200)
  undo(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: RowId,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<RecallResult> {
    return this.recalls.undo(context, id, scope);
  }
}
