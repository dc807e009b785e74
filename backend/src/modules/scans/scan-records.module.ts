import { Module } from '@nestjs/common';
import { OutdatedScans } from './outdated-scans.js';
import { ScanRecordsRepository } from './scan-records.repository.js';

@Module({ providers: [ScanRecordsRepository, OutdatedScans], exports: [ScanRecordsRepository, OutdatedScans] })
export class ScanRecordsModule {}
