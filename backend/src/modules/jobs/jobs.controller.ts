import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Context, type RequestContext } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { BackgroundJob, BackgroundJobList } from './dto/job.dto.js';
import { JobsService } from './jobs.service.js';

@Controller('api/v1/jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  /** List background jobs: what waits, what runs, and how the last runs ended. */
  @Get()
  @RequirePermission('job:read')
  list(): Promise<BackgroundJobList> {
    return this.jobs.list();
  }

  /** Run a job soon, outside its schedule. A job that already waits is not queued twice. */
  @Post(':name/run')
  @HttpCode(202)
  @RequirePermission('job:run')
  run(@Param('name') name: string, @Context() context: RequestContext): Promise<BackgroundJob> {
    return this.jobs.run(name, context);
  }
}
