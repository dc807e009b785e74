import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.js';
import { ScansController } from './scans.controller.js';
import { ScansRepository } from './scans.repository.js';
import { ScansService } from './scans.service.js';
import { StoreCheckRepository } from './store-check.repository.js';
import { StoreCheckService } from './store-check.service.js';

@Module({
  imports: [ArchiveModule],
  controllers: [ScansController],
  providers: [ScansService, ScansRepository, StoreCheckRepository, StoreCheckService],
})
export class ScansModule {}
