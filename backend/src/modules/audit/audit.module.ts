import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { AUDIT_STREAM } from './audit-stream.js';

@Global()
@Module({
  providers: [AuditLog, { provide: AUDIT_STREAM, useValue: process.stdout }],
  exports: [AuditLog],
})
export class AuditModule {}
