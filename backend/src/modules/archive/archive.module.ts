import { Module } from '@nestjs/common';
import { StoredReports } from './stored-reports.js';

@Module({ providers: [StoredReports], exports: [StoredReports] })
export class ArchiveModule {}
