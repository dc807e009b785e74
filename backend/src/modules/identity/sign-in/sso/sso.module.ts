import { Module } from '@nestjs/common';
import { ProjectsModule } from '../../../projects/projects.module.js';
import { OneTimeLinksModule } from '../../credentials/links/one-time-links.module.js';
import { SessionsModule } from '../sessions.module.js';
import { IssuerFetch } from '../../issuers/issuer-fetch.js';
import { GroupMappingsRepository } from './group-mappings.repository.js';
import { OpenIdProvider } from './open-id-provider.js';
import { SignInRequests } from './sign-in-requests.js';
import { SsoAccounts } from './sso-accounts.js';
import { SsoCookie } from './sso-cookie.js';
import { SsoSettingsService } from './sso-settings.service.js';
import { SsoSignInController } from './sso-sign-in.controller.js';
import { SsoSignIn } from './sso-sign-in.js';
import { SsoController } from './sso.controller.js';

/** Signing in with an OpenID provider. */
@Module({
  imports: [OneTimeLinksModule, ProjectsModule, SessionsModule],
  controllers: [SsoController, SsoSignInController],
  providers: [
    GroupMappingsRepository,
    IssuerFetch,
    OpenIdProvider,
    SignInRequests,
    SsoAccounts,
    SsoCookie,
    SsoSettingsService,
    SsoSignIn,
  ],
})
export class SsoModule {}
