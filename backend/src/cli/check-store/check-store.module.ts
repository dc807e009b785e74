import { Global, Module } from '@nestjs/common';
import { Metrics } from '../../modules/metrics/metrics.js';
import { StoreCheckModule } from '../../modules/store-check/store-check.module.js';

/** Counted, but never read. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
class MetricsModule {}

@Module({ imports: [MetricsModule, StoreCheckModule] })
export class CheckStoreModule {}
