import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { AssessmentService } from './assessment.service.js';
import { FindingListRepository } from './finding-list.repository.js';

@Module({
  imports: [CatalogueModule],
  providers: [AssessmentService, FindingListRepository],
  exports: [AssessmentService],
})
export class AssessmentModule {}
