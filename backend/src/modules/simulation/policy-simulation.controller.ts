import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import type { ProjectScope } from '../access/project-scope.js';
import { CallerGone, CurrentPrincipal, VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { PolicySimulation, SimulatePolicyBody } from './dto/policy-simulation.dto.js';
import { PolicySimulationService } from './policy-simulation.service.js';

@Controller('api/v1/policy/simulate')
export class PolicySimulationController {
  constructor(private readonly simulations: PolicySimulationService) {}

  /**
   * Simulate a policy: which verdicts would change for the artifacts that you can see. Both policies are evaluated now,
   * and nothing is saved. What is not known is counted separately.
   */
  @Post()
  @HttpCode(200)
  @RequirePermission('artifact:read')
  simulate(
    @Body() body: SimulatePolicyBody,
    @CurrentPrincipal() caller: Principal,
    @VisibleProjects() scope: ProjectScope,
    @CallerGone() signal: AbortSignal,
  ): Promise<PolicySimulation> {
    return this.simulations.simulate(body, { caller, scope, signal });
  }
}
