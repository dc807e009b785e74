import { Module } from '@nestjs/common';
import { OutdatedScans } from './outdated-scans.js';
import { RecalledScans } from './recalled-scans.js';
import { ScanRecordsRepository } from './scan-records.repository.js';

const PARTS = [ScanRecordsRepository, RecalledScans, OutdatedScans];

@Module({ providers: PARTS, exports: PARTS })
export class ScanRecordsModule {}
