import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { BaseImagesModule } from '../base-images/base-images.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { EvaluationModule } from '../gate/evaluation.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { AnswersController } from './answers.controller.js';
import { AnswersService } from './answers.service.js';
import { ComparisonBaseRepository } from './comparison-base.repository.js';
import { ComparisonsService } from './comparisons.service.js';
import { KnownBaseChanges } from './known-base-changes.js';
import { KnownFlips } from './known-flips.js';
import { PackagesController } from './packages.controller.js';
import { PackagesService } from './packages.service.js';
import { FleetBaseList } from './fleet-base-list.js';
import { FleetBasesController } from './fleet-bases.controller.js';
import { FleetBasesRepository } from './fleet-bases.repository.js';
import { FleetBasesService } from './fleet-bases.service.js';
import { FleetUpgradesController } from './fleet-upgrades.controller.js';
import { FleetUpgradesRepository } from './fleet-upgrades.repository.js';
import { FleetUpgradesService } from './fleet-upgrades.service.js';
import { ProvenUpgrades } from './proven-upgrades.js';
import { VerdictAnswersController } from './verdict-answers.controller.js';
import { VerdictAnswersService } from './verdict-answers.service.js';
import { VerdictFlipsService } from './verdict-flips.service.js';
import { VerdictHistoryRepository } from './verdict-history.repository.js';

@Module({
  imports: [BaseImagesModule, DeploymentsModule, EvaluationModule, PolicyModule, ReportsModule, VisibleArtifactsModule],
  controllers: [
    AnswersController,
    FleetBasesController,
    FleetUpgradesController,
    PackagesController,
    VerdictAnswersController,
  ],
  providers: [
    AnswersService,
    ComparisonsService,
    ComparisonBaseRepository,
    KnownBaseChanges,
    KnownFlips,
    PackagesService,
    VerdictFlipsService,
    VerdictHistoryRepository,
    FleetBaseList,
    FleetBasesRepository,
    FleetBasesService,
    FleetUpgradesRepository,
    FleetUpgradesService,
    ProvenUpgrades,
    VerdictAnswersService,
  ],
})
export class AnswersModule {}
