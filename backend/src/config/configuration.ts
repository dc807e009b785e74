import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Environment } from './environment.schema.js';

/** The configuration by name and type. */
@Injectable()
export class Configuration {
  constructor(private readonly config: ConfigService<Environment, true>) {}

  get<Key extends keyof Environment>(key: Key): Environment[Key] {
    return this.config.get(key, { infer: true });
  }
}
