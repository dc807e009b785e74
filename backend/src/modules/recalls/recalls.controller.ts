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

  /** Recalls of the projects that you see, and those of every project. */
  @Get()
  list(@VisibleProjects() scope: ProjectScope): Promise<RecallList> {
    return this.recalls.list(scope);
  }

  /** What a recall would be about. Changes nothing. */
  @Post('preview')
  @HttpCode(200)
  preview(@Body() body: RecallQuery, @VisibleProjects() scope: ProjectScope): Promise<RecallPreview> {
    return this.recalls.preview(body, scope);
  }

  /**
   * From now on scans that meet all conditions do not count, nor do those that come later. What rests on them is unknown until another
   * scan looks again.
   */
  @Post()
  recall(
    @Context() context: RequestContext,
    @Body() body: NewRecall,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<RecallResult> {
    return this.recalls.recall(context, body, scope);
  }

  /** The scans count again, unless another recall is about them. One that is undone stays so. */
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
