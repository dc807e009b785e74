import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Context, CurrentPrincipal, type RequestContext, VisibleProjects } from '../access/request-context.js';
import { RequirePermission, StepUp } from '../access/route-access.js';
import { ImageMove, MovedImage } from './dto/image-move.dto.js';
import { ImageMovesService } from './image-moves.service.js';

@RequirePermission('image:move')
@Controller('api/v1/images')
export class ImageMovesController {
  constructor(private readonly moves: ImageMovesService) {}

  /**
   * Move an image with its artifacts, scans, verdicts and deployments to another project. You need the permission in
   * both. Every artifact is evaluated again: waivers and VEX documents of the old project count no longer, and of the
   * new one only those that name this image, or that are requested or received after the move.
   */
  @StepUp()
  @Post(':imageId/move')
  @HttpCode(200)
  move(
    @Context() context: RequestContext,
    @CurrentPrincipal() principal: Principal,
    @VisibleProjects() scope: ProjectScope,
    @Param('imageId', IdPipe) imageId: RowId,
    @Body() body: ImageMove,
  ): Promise<MovedImage> {
    return this.moves.move({ context, principal, scope }, imageId, body.project);
  }
}
