import { Module } from '@nestjs/common';
import { CatalogueRepository } from './catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';
import { WordsRepository } from './words.repository.js';

/** What is stored once for all artifacts, named by its content: components, words, descriptions. */
@Module({
  providers: [CatalogueService, CatalogueRepository, WordsRepository],
  exports: [CatalogueService, CatalogueRepository, WordsRepository],
})
export class CatalogueModule {}
