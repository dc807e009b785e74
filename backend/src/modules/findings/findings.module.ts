import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { BaseImagesModule } from '../base-images/base-images.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { FindingDetails } from './finding-details.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ArtifactWaiversModule } from '../approved-waivers/artifact-waivers.module.js';
import { FindingLayers } from './finding-layers.js';
import { FindingSourcesRepository } from './finding-sources.repository.js';
import { FindingTimesModule } from './finding-times.module.js';
import { FindingWaivers } from './finding-waivers.js';
import { FindingsController } from './findings.controller.js';
import { FindingsService } from './findings.service.js';

@Module({
  imports: [
    ArtifactWaiversModule,
    BaseImagesModule,
    CatalogueModule,
    FindingTimesModule,
    PolicyModule,
    VisibleArtifactsModule,
    ScanRecordsModule,
  ],
  controllers: [FindingsController],
  providers: [FindingsService, FindingDetails, FindingLayers, FindingSourcesRepository, FindingWaivers],
  exports: [FindingTimesModule, FindingWaivers],
})
export class FindingsModule {}
