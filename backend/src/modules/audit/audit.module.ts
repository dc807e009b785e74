import { Global, Module } from '@nestjs/common';
import { LOG } from '../../common/logging/log.js';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditEventsService } from './audit-events.service.js';
import { AuditLog } from './audit-log.js';
import { AUDIT_STREAM, streamOf } from './audit-stream.js';

/** Who did what: written by every change, read by those who answer for it. */
@Global()
@Module({
  controllers: [AuditEventsController],
  providers: [
    AuditLog,
    AuditEventsService,
    AuditEventsRepository,
    { provide: AUDIT_STREAM, inject: [LOG], useFactory: streamOf },
  ],
  exports: [AuditLog, AuditEventsRepository],
})
export class AuditModule {}
