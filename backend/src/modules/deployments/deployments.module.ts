import { Module } from '@nestjs/common';
import { GateModule } from '../gate/gate.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { DeploymentList } from './deployment-list.js';
import { DeploymentsController } from './deployments.controller.js';
import { DeploymentsRepository } from './deployments.repository.js';
import { DeploymentsService } from './deployments.service.js';

@Module({
  imports: [PolicyModule, ProjectsModule, GateModule, ScanRecordsModule],
  controllers: [DeploymentsController],
  providers: [DeploymentsService, DeploymentsRepository, DeploymentList],
  exports: [DeploymentsRepository],
})
export class DeploymentsModule {}
