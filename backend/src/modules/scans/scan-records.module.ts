import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { ClaimRowsRepository } from './claim-rows.repository.js';
import { ClaimsToWordsService } from './claims-to-words.service.js';
import { ComponentPlacesRepository } from './component-places.repository.js';
import { IntakeLock } from './intake-lock.js';
import { StoredFindingsRepository } from './stored-findings.repository.js';
import { ConcernedComponentsRepository } from './concerned-components.repository.js';
import { CurrentFindings } from './current-findings.js';
import { DecodedFindings } from './decoded-findings.js';
import { LackedComponentsRepository } from './lacked-components.repository.js';
import { OutdatedScans } from './outdated-scans.js';
import { ListedComponentsRepository } from './listed-components.repository.js';
import { RecalledScans } from './recalled-scans.js';
import { ScanRecordsRepository } from './scan-records.repository.js';
import { UnusedWordsRepository } from './unused-words.repository.js';
import { UnusedWordsService } from './unused-words.service.js';

const PARTS = [
  IntakeLock,
  ComponentPlacesRepository,
  ClaimRowsRepository,
  ClaimsToWordsService,
  ScanRecordsRepository,
  LackedComponentsRepository,
  ListedComponentsRepository,
  RecalledScans,
  OutdatedScans,
  StoredFindingsRepository,
  CurrentFindings,
  ConcernedComponentsRepository,
  UnusedWordsRepository,
  UnusedWordsService,
];

@Module({ imports: [CatalogueModule], providers: [...PARTS, DecodedFindings], exports: PARTS })
export class ScanRecordsModule {}
