import { Module } from '@nestjs/common';
import { VisibleArtifactsModule } from '../artifacts/visible-artifacts.module.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { FindingPageRepository } from './finding-page.repository.js';
import { FindingSourcesRepository } from './finding-sources.repository.js';
import { FindingsController } from './findings.controller.js';
import { FindingsService } from './findings.service.js';

@Module({
  imports: [CatalogueModule, VisibleArtifactsModule],
  controllers: [FindingsController],
  providers: [FindingsService, FindingPageRepository, FindingSourcesRepository],
})
export class FindingsModule {}
