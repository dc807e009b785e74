import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { GroupMappingsRepository } from './group-mappings.repository.js';
import { OpenIdProvider } from './open-id-provider.js';
import { SignInRequests } from './sign-in-requests.js';
import { SsoAccounts } from './sso-accounts.js';
import { SsoController } from './sso.controller.js';
import { SsoCookie } from './sso-cookie.js';
import { SsoSettingsService } from './sso-settings.service.js';
import { SsoSignIn } from './sso-sign-in.js';
import { SsoSignInController } from './sso-sign-in.controller.js';

/** Signing in with an OpenID provider. */
@Module({
  imports: [AccountsModule, ProjectsModule, SessionsModule],
  controllers: [SsoController, SsoSignInController],
  providers: [
    GroupMappingsRepository,
    OpenIdProvider,
    SignInRequests,
    SsoAccounts,
    SsoCookie,
    SsoSettingsService,
    SsoSignIn,
  ],
})
export class SsoModule {}
