import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { FindingDetails } from './finding-details.js';
import { FindingSourcesRepository } from './finding-sources.repository.js';
import { FindingsController } from './findings.controller.js';
import { FindingsService } from './findings.service.js';

@Module({
  imports: [CatalogueModule, VisibleArtifactsModule, ScanRecordsModule],
  controllers: [FindingsController],
  providers: [FindingsService, FindingDetails, FindingSourcesRepository],
})
export class FindingsModule {}
