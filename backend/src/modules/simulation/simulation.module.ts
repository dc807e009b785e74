import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { PolicySimulationController } from './policy-simulation.controller.js';
import { PolicySimulationService } from './policy-simulation.service.js';
import { ShardedSimulation } from './sharded-simulation.js';
import { SimulatedArtifactsRepository } from './simulated-artifacts.repository.js';

/** The door to simulations. What runs them is `FleetSimulationModule`, in other threads. */
@Module({
  imports: [PolicyModule, ProjectsModule],
  controllers: [PolicySimulationController],
  providers: [PolicySimulationService, ShardedSimulation, SimulatedArtifactsRepository],
  exports: [PolicySimulationService, ShardedSimulation],
})
export class SimulationModule {}
