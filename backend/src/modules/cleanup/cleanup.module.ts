import { Module } from '@nestjs/common';
import { CleanupRepository } from './cleanup.repository.js';
import { CleanupService } from './cleanup.service.js';

@Module({ providers: [CleanupRepository, CleanupService] })
export class CleanupModule {}
