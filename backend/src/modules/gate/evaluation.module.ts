import { Module } from '@nestjs/common';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ArtifactWaiversModule } from '../approved-waivers/artifact-waivers.module.js';
import { EvaluationService } from './evaluation.service.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { ImprovedOutcomes } from './improved-outcomes.js';
import { StoredFacts } from './stored-facts.js';
import { VerdictReplay } from './verdict-replay.js';
import { VerdictsRepository } from './verdicts.repository.js';

/** What gives verdicts, without the doors to it. */
@Module({
  imports: [ArtifactWaiversModule, ScanRecordsModule],
  providers: [EvaluationService, FreshVerdicts, ImprovedOutcomes, StoredFacts, VerdictReplay, VerdictsRepository],
  exports: [EvaluationService, FreshVerdicts, StoredFacts, VerdictReplay, VerdictsRepository],
})
export class EvaluationModule {}
