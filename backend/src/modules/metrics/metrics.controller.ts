import { RequirePermission } from '../access/route-access.js';
import { Controller, Get, Header } from '@nestjs/common';
import { Metrics } from './metrics.js';

@RequirePermission('metrics:read', { orFrom: 'METRICS_NETWORKS' })
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** Get the metrics of this process for Prometheus. */
  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
