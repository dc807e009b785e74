import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { ScansController } from './scans.controller.js';
import { ScansRepository } from './scans.repository.js';
import { ScansService } from './scans.service.js';

@Module({
  imports: [ArchiveModule],
  controllers: [ScansController],
  providers: [ScansService, ScansRepository],
})
export class ScansModule {}
