import { Module } from '@nestjs/common';
import { FactorsModule } from '../credentials/factors/factors.module.js';
import { PasswordsModule } from '../credentials/passwords/passwords.module.js';
import { SessionsModule } from '../sign-in/sessions.module.js';
import { AccountAdministration } from './account-administration.js';
import { AccountRescue } from './account-rescue.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsModule } from './accounts.module.js';
import { FirstAdministrators } from './first-administrators.js';
import { FirstRun } from './first-run.js';
import { GrantPermits } from './grant-permits.js';
import { GuardedLinks } from './guarded-links.js';
import { LinkPasswords } from './link-passwords.js';
import { LinksController } from './links.controller.js';
import { RoleGrantAdministration } from './role-grant-administration.js';
import { RoleGrantsController } from './role-grants.controller.js';
import { RolesController } from './roles.controller.js';
import { SetupController } from './setup.controller.js';
import { Setup } from './setup.js';

/** What the API offers about accounts, and how the first one comes to be. */
@Module({
  imports: [AccountsModule, PasswordsModule, SessionsModule, FactorsModule],
  controllers: [SetupController, LinksController, AccountsController, RoleGrantsController, RolesController],
  providers: [
    AccountAdministration,
    AccountRescue,
    FirstAdministrators,
    FirstRun,
    GrantPermits,
    GuardedLinks,
    LinkPasswords,
    RoleGrantAdministration,
    Setup,
  ],
})
export class AccountEndpointsModule {}
