import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission, StepUpOfSessions } from '../access/route-access.js';
import { type Asking, CurrentAsking } from './asking.js';
import { AppliedWaivers, ApplyWaivers, ExportedWaivers } from './dto/waiver-file.dto.js';
import { WaiverExportQuery } from './dto/waiver-export-query.dto.js';
import { WaiverFilesService } from './waiver-files.service.js';

/** Waivers that are kept in a file, and the file that the server's are. */
@Controller('api/v1/waivers')
export class WaiverFilesController {
  constructor(private readonly files: WaiverFilesService) {}

  /**
   * Apply a file of waivers. Waivers of the same origin that the file no longer lists stop counting. By applying it,
   * you vouch for its authors and approvers.
   */
  @Post('apply')
  @HttpCode(200)
  @StepUpOfSessions()
  @RequirePermission('waiver:apply')
  apply(@CurrentAsking() asking: Asking, @Body() body: ApplyWaivers): Promise<AppliedWaivers> {
    return this.files.apply(asking, body);
  }

  /** Export the waivers of a project as a file for `plimsoll gate --waivers`. */
  @Get('export')
  @RequirePermission('waiver:read')
  export(@Query() { project }: WaiverExportQuery, @VisibleProjects() scope: ProjectScope): Promise<ExportedWaivers> {
    return this.files.export(scope, project);
  }
}
