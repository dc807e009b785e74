import { Module } from '@nestjs/common';
import { ProjectsModule } from '../../../projects/projects.module.js';
import { SessionsModule } from '../../sign-in/sessions.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { IssuerFetch } from '../../issuers/issuer-fetch.js';
import { IssuerKeys } from './issuer-keys.js';
import { TokenExchangeController } from './token-exchange.controller.js';
import { TokenExchange } from './token-exchange.js';
import { TrustRulesController } from './trust-rules.controller.js';
import { TrustRulesRepository } from './trust-rules.repository.js';
import { TrustRulesService } from './trust-rules.service.js';

/** Tokens for the pipelines of CI providers, without a secret that they would have to keep. */
@Module({
  imports: [ProjectsModule, SessionsModule, TokensModule],
  controllers: [TrustRulesController, TokenExchangeController],
  providers: [TrustRulesService, TrustRulesRepository, TokenExchange, IssuerFetch, IssuerKeys],
})
export class TrustRulesModule {}
