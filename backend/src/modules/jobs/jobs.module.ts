import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobExecutor } from './job-executor.js';
import { JobMetrics } from './job-metrics.js';
import { JobQueue } from './job-queue.js';
import { JobRegistry } from './job-registry.js';
import { JobRunner } from './job-runner.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { QueueCheck } from './queue-check.js';

/** Work in the background: a module marks its method with `@Job`. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [JobsController],
  providers: [JobQueue, JobRegistry, JobsRepository, JobExecutor, JobRunner, JobMetrics, JobsService, QueueCheck],
  exports: [JobQueue],
})
export class JobsModule {}
