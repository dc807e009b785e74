import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { PolicySimulationController } from './policy-simulation.controller.js';
import { PolicySimulationService } from './policy-simulation.service.js';

/** The door to simulations. What runs them is `FleetSimulationModule`, in another thread. */
@Module({
  imports: [ProjectsModule],
  controllers: [PolicySimulationController],
  providers: [PolicySimulationService],
  exports: [PolicySimulationService],
})
export class SimulationModule {}
