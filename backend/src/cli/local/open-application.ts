import 'reflect-metadata';
import { type DynamicModule, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LogModule } from '../../common/logging/log.module.js';
import { createLogger } from '../../common/logging/logger.js';
import { ConfigurationModule } from '../../config/configuration.module.js';
import type { Environment } from '../../config/environment.schema.js';
import { DatabaseModule } from '../../database/database.module.js';
import { AccessModule } from '../../modules/access/access.module.js';
import { AccountsModule } from '../../modules/identity/people/accounts.module.js';
import { AuditModule } from '../../modules/audit/audit.module.js';
import { TokensModule } from '../../modules/identity/machines/tokens/tokens.module.js';

@Module({ imports: [DatabaseModule, AuditModule, AccessModule, AccountsModule, TokensModule] })
class LocalModule {}

export async function openApplication(
  environment: Environment,
  modules: readonly Type[] = [],
): Promise<INestApplicationContext> {
  // Events are in the database; the output of this process is not collected.
  const log = await createLogger('silent', { write: () => undefined });
  const root: DynamicModule = {
    module: LocalModule,
    imports: [ConfigurationModule.with(environment), LogModule.with(log), ...modules],
  };
  return NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
}
