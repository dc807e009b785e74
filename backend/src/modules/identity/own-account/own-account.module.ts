import { Module } from '@nestjs/common';
import { FactorsModule } from '../credentials/factors/factors.module.js';
import { PasswordsModule } from '../credentials/passwords/passwords.module.js';
import { AccountsModule } from '../people/accounts.module.js';
import { SessionsModule } from '../sign-in/sessions.module.js';
import { FactorChanges } from './factors/factor-changes.js';
import { FactorEnrolmentService } from './factors/factor-enrolment.service.js';
import { FactorsController } from './factors/factors.controller.js';
import { RecoveryCodesController } from './factors/recovery-codes.controller.js';
import { OwnAccountController } from './own-account.controller.js';
import { OwnAccounts } from './own-accounts.js';
import { AccountSessionsController } from './sessions/account-sessions.controller.js';
import { OwnSessions } from './sessions/own-sessions.js';

/** What people do with their own profile, factors and sessions. */
@Module({
  imports: [PasswordsModule, FactorsModule, SessionsModule, AccountsModule],
  controllers: [OwnAccountController, FactorsController, RecoveryCodesController, AccountSessionsController],
  providers: [FactorChanges, FactorEnrolmentService, OwnAccounts, OwnSessions],
})
export class OwnAccountModule {}
