import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { EvaluationService } from './evaluation.service.js';
import { GateController } from './gate.controller.js';
import { GateService } from './gate.service.js';
import { ImprovedOutcomes } from './improved-outcomes.js';
import { ReEvaluationService } from './re-evaluation.service.js';
import { VerdictsRepository } from './verdicts.repository.js';

@Module({
  imports: [PolicyModule, ProjectsModule, ScanRecordsModule],
  controllers: [GateController],
  providers: [GateService, EvaluationService, ImprovedOutcomes, ReEvaluationService, VerdictsRepository],
  exports: [EvaluationService, VerdictsRepository],
})
export class GateModule {}
