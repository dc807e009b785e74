import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { EnvironmentEvidenceController } from './environment-evidence.controller.js';
import { EnvironmentEvidenceService } from './environment-evidence.service.js';
import { EnvironmentFiles } from './environment-files.js';
import { EnvironmentRowsRepository } from './environment-rows.repository.js';
import { EvidenceEventsRepository } from './evidence-events.repository.js';
import { EvidenceExportController } from './evidence-export.controller.js';
import { EvidenceExportService } from './evidence-export.service.js';
import { EvidenceFiles } from './evidence-files.js';
import { EvidenceParts } from './evidence-parts.js';
import { EvidenceRowsRepository } from './evidence-rows.repository.js';
import { SignedArchives } from './signed-archives.js';

@Module({
  imports: [ArchiveModule, PolicyModule, ProjectsModule],
  controllers: [EvidenceExportController, EnvironmentEvidenceController],
  providers: [
    EvidenceExportService,
    EvidenceFiles,
    EvidenceParts,
    EvidenceRowsRepository,
    EvidenceEventsRepository,
    EnvironmentEvidenceService,
    EnvironmentFiles,
    EnvironmentRowsRepository,
    SignedArchives,
  ],
})
export class EvidenceExportModule {}
