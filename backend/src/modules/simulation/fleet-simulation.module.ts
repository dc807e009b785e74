import { Module } from '@nestjs/common';
import { ArtifactWaiversModule } from '../approved-waivers/artifact-waivers.module.js';
import { FirstSeenModule } from '../first-seen/first-seen.module.js';
import { EvaluationModule } from '../gate/evaluation.module.js';
import { ScanRecordsModule } from '../scans/scan-records.module.js';
import { ArtifactVexModule } from '../vex-documents/artifact-vex.module.js';
import { FleetSimulation } from './fleet-simulation.js';
import { SimulatedArtifactsRepository } from './simulated-artifacts.repository.js';

@Module({
  imports: [ArtifactVexModule, ArtifactWaiversModule, EvaluationModule, FirstSeenModule, ScanRecordsModule],
  providers: [FleetSimulation, SimulatedArtifactsRepository],
  exports: [FleetSimulation],
})
export class FleetSimulationModule {}
