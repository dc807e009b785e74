import { Module } from '@nestjs/common';
import { AdvisoryCatalogueRepository } from './advisory-catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';
import { ClaimCatalogueRepository } from './claim-catalogue.repository.js';
import { ComponentCatalogueRepository } from './component-catalogue.repository.js';
import { MatchCatalogueRepository } from './match-catalogue.repository.js';
import { TextCatalogueRepository } from './text-catalogue.repository.js';

const REPOSITORIES = [
  ComponentCatalogueRepository,
  AdvisoryCatalogueRepository,
  MatchCatalogueRepository,
  TextCatalogueRepository,
  ClaimCatalogueRepository,
];

/** What is stored once for all artifacts, named by its content: components, advisories, matches, claims, texts. */
@Module({
  providers: [CatalogueService, ...REPOSITORIES],
  exports: [CatalogueService, AdvisoryCatalogueRepository],
})
export class CatalogueModule {}
