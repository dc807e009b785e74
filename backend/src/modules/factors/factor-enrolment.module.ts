import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { FactorChanges } from './factor-changes.js';
import { FactorEnrolmentService } from './factor-enrolment.service.js';
import { FactorsController } from './factors.controller.js';
import { FactorsModule } from './factors.module.js';
import { RecoveryCodesController } from './recovery-codes.controller.js';

/** What people do with their own factors. */
@Module({
  imports: [FactorsModule, SessionsModule, AccountsModule],
  controllers: [FactorsController, RecoveryCodesController],
  providers: [FactorChanges, FactorEnrolmentService],
})
export class FactorEnrolmentModule {}
