import { Module } from '@nestjs/common';
import { ProjectsModule } from '../../projects/projects.module.js';
import { OneTimeLinksModule } from '../credentials/links/one-time-links.module.js';
import { SessionsModule } from '../sign-in/sessions.module.js';
import { Accounts } from './accounts.js';
import { AccountsRepository } from './accounts.repository.js';
import { People } from './people.js';
import { RoleGrants } from './role-grants.js';
import { RoleGrantsRepository } from './role-grants.repository.js';
import { SetupLinks } from './setup-links.js';

/** Accounts, their links and roles: what the endpoints, signing in and the command line work with. */
@Module({
  imports: [ProjectsModule, SessionsModule, OneTimeLinksModule],
  providers: [Accounts, AccountsRepository, People, RoleGrants, RoleGrantsRepository, SetupLinks],
  exports: [
    Accounts,
    AccountsRepository,
    People,
    RoleGrants,
    RoleGrantsRepository,
    SetupLinks,
    OneTimeLinksModule,
    ProjectsModule,
  ],
})
export class AccountsModule {}
