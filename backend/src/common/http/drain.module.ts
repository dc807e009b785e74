import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Drain } from './drain.js';
import { RequestLoad } from './request-load.js';

@Global()
@Module({})
export class DrainModule {
  static with(drain: Drain): DynamicModule {
    return {
      module: DrainModule,
      providers: [{ provide: Drain, useValue: drain }, RequestLoad],
      exports: [Drain, RequestLoad],
    };
  }
}
