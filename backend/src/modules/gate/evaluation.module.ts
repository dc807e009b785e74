import { Module } from '@nestjs/common';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ArtifactWaiversModule } from '../approved-waivers/artifact-waivers.module.js';
import { ArtifactVexModule } from '../vex-documents/artifact-vex.module.js';
import { FirstSeenModule } from '../first-seen/first-seen.module.js';
import { ComparedSides } from './compared-sides.js';
import { ComparisonService } from './comparison.service.js';
import { EvaluationService } from './evaluation.service.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { GivenQuestions } from './given-questions.js';
import { ImprovedOutcomes } from './improved-outcomes.js';
import { IntroducedFindings } from './introduced-findings.js';
import { PackageSources } from './package-sources.js';
import { RunningArtifactsRepository } from './running-artifacts.repository.js';
import { StoredFacts } from './stored-facts.js';
import { StoredBases } from './stored-bases.js';
import { StoredQuestions } from './stored-questions.js';
import { VerdictFlip } from './verdict-flip.js';
import { SufficientUpgradesService } from './sufficient-upgrades.service.js';
import { VerdictReplay } from './verdict-replay.js';
import { VerdictsRepository } from './verdicts.repository.js';
import { VexReviewService } from './vex-review.service.js';
import { VulnerablePackagesService } from './vulnerable-packages.service.js';
import { WayToGreenService } from './way-to-green.service.js';

/** What gives verdicts, without the doors to it. */
@Module({
  imports: [ArtifactVexModule, ArtifactWaiversModule, FirstSeenModule, ScanRecordsModule],
  providers: [
    ComparedSides,
    StoredBases,
    ComparisonService,
    EvaluationService,
    FreshVerdicts,
    GivenQuestions,
    ImprovedOutcomes,
    IntroducedFindings,
    PackageSources,
    RunningArtifactsRepository,
    StoredFacts,
    StoredQuestions,
    VerdictFlip,
    SufficientUpgradesService,
    VerdictReplay,
    VerdictsRepository,
    VexReviewService,
    VulnerablePackagesService,
    WayToGreenService,
  ],
  exports: [
    ComparedSides,
    ComparisonService,
    EvaluationService,
    FreshVerdicts,
    RunningArtifactsRepository,
    StoredFacts,
    VerdictFlip,
    SufficientUpgradesService,
    VerdictReplay,
    VerdictsRepository,
    VexReviewService,
    VulnerablePackagesService,
    WayToGreenService,
  ],
})
export class EvaluationModule {}
