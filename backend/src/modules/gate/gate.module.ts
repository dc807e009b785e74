import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { DecidedAgain } from './decided-again.js';
import { EndedVerdictsRepository } from './ended-verdicts.repository.js';
import { EvaluationModule } from './evaluation.module.js';
import { GateController } from './gate.controller.js';
import { GateService } from './gate.service.js';
import { PolicyProgressController } from './policy-progress.controller.js';
import { PolicyProgressService } from './policy-progress.service.js';
import { ReEvaluationService } from './re-evaluation.service.js';
import { StaleVerdictsRepository } from './stale-verdicts.repository.js';
import { VerdictFindingsService } from './verdict-findings.service.js';

@Module({
  imports: [EvaluationModule, PolicyModule, ProjectsModule, ScanRecordsModule],
  controllers: [GateController, PolicyProgressController],
  providers: [
    DecidedAgain,
    EndedVerdictsRepository,
    GateService,
    PolicyProgressService,
    ReEvaluationService,
    StaleVerdictsRepository,
    VerdictFindingsService,
  ],
  exports: [DecidedAgain, EndedVerdictsRepository, EvaluationModule],
})
export class GateModule {}
