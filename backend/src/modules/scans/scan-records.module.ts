import { Module } from '@nestjs/common';
import { LackedComponentsRepository } from './lacked-components.repository.js';
import { OutdatedScans } from './outdated-scans.js';
import { RecalledScans } from './recalled-scans.js';
import { ScanRecordsRepository } from './scan-records.repository.js';

const PARTS = [ScanRecordsRepository, LackedComponentsRepository, RecalledScans, OutdatedScans];

@Module({ providers: PARTS, exports: PARTS })
export class ScanRecordsModule {}
