import { Module } from '@nestjs/common';
import { ScanRecordsRepository } from './scan-records.repository.js';

@Module({ providers: [ScanRecordsRepository], exports: [ScanRecordsRepository] })
export class ScanRecordsModule {}
