import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Configuration } from '../../config/configuration.js';
import { Database } from '../../database/database.js';
import { Metrics } from '../metrics/metrics.js';

/** In milliseconds: the metrics are asked for above all where the database is away. */
const PATIENCE = 1_000;

type Counted = { requested: number; inForce: number; ending: number };

/** How many waivers there are to do something about. Of a database that cannot be asked nothing is said. */
@Injectable()
export class WaiverMetrics {
  constructor(
    metrics: Metrics,
    private readonly configuration: Configuration,
    private readonly database: Database,
  ) {
    const count = (): Promise<Counted | null> => this.count();
    metrics.registry.registerMetric(
      new Gauge({
        name: 'plimsoll_waivers',
        help: 'Waivers that are requested, in force, and of these about to end (WAIVER_ENDING_NOTICE_DAYS).',
        labelNames: ['state'],
        registers: [],
        async collect() {
          this.reset();
          const counted = await count();
          if (counted === null) return;
          this.set({ state: 'requested' }, counted.requested);
          this.set({ state: 'in-force' }, counted.inForce);
          this.set({ state: 'ending' }, counted.ending);
        },
      }),
    );
  }

  private count(): Promise<Counted | null> {
    const asked = this.database.query<Counted>(
      `SELECT count(*) FILTER (WHERE state = 'requested')::int AS requested,
         count(*) FILTER (WHERE state = 'approved' AND coalesce(valid_from <= now(), true))::int AS "inForce",
         count(*) FILTER (WHERE state = 'approved' AND coalesce(valid_from <= now(), true)
           AND expires_at <= now() + $1::int * interval '1 day')::int AS ending
       FROM waiver WHERE state IN ('requested', 'approved') AND expires_at > now()`,
      [this.configuration.get('WAIVER_ENDING_NOTICE_DAYS')],
    );
    return Promise.race([
      asked.then(([counted]) => counted ?? null).catch(() => null),
      delay(PATIENCE, null, { ref: false }),
    ]);
  }
}
