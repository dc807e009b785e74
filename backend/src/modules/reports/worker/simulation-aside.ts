import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PolicySimulationService } from '../../simulation/policy-simulation.service.js';
import { IngestWorkers } from './ingest-workers.js';

/** Has policies simulated in a worker. */
@Injectable()
export class SimulationAside implements OnModuleInit {
  constructor(
    private readonly simulations: PolicySimulationService,
    private readonly workers: IngestWorkers,
  ) {}

  onModuleInit(): void {
    this.simulations.simulateBy((asked) => this.workers.simulate(asked));
  }
}
