import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { Configuration } from './configuration.js';
import type { Environment } from './environment.schema.js';

@Global()
@Module({ providers: [Configuration], exports: [Configuration] })
export class ConfigurationModule {
  /** Takes what `readEnvironment` has checked, or the part of it that a thread is given, so that nothing else looks at the process's environment. */
  static with(environment: Partial<Environment>): DynamicModule {
    return {
      module: ConfigurationModule,
      imports: [
        ConfigModule.forRoot({
          ignoreEnvFile: true,
          ignoreEnvVars: true,
          skipProcessEnv: true,
          load: [() => environment],
        }),
      ],
    };
  }
}
