import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { EvidenceEventsRepository } from './evidence-events.repository.js';
import { EvidenceExportController } from './evidence-export.controller.js';
import { EvidenceExportService } from './evidence-export.service.js';
import { EvidenceFiles } from './evidence-files.js';
import { EvidenceRowsRepository } from './evidence-rows.repository.js';

@Module({
  imports: [ArchiveModule],
  controllers: [EvidenceExportController],
  providers: [EvidenceExportService, EvidenceFiles, EvidenceRowsRepository, EvidenceEventsRepository],
})
export class EvidenceExportModule {}
