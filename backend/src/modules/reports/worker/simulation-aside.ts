import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ShardedSimulation } from '../../simulation/sharded-simulation.js';
import { IngestWorkers } from './ingest-workers.js';

/** Has each share of a simulation done in a worker. */
@Injectable()
export class SimulationAside implements OnModuleInit {
  constructor(
    private readonly simulations: ShardedSimulation,
    private readonly workers: IngestWorkers,
  ) {}

  onModuleInit(): void {
    this.simulations.simulateBy((asked) => this.workers.simulate(asked));
  }
}
