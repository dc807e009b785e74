import { Module } from '@nestjs/common';
import { GateModule } from '../gate/gate.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { RecallsController } from './recalls.controller.js';
import { RecallsRepository } from './recalls.repository.js';
import { RecallsService } from './recalls.service.js';

@Module({
  imports: [GateModule, PolicyModule, ProjectsModule, ScanRecordsModule],
  controllers: [RecallsController],
  providers: [RecallsService, RecallsRepository],
})
export class RecallsModule {}
