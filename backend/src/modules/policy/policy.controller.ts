import { RequirePermission } from '../../common/access/route-access.js';
import { Controller, Get } from '@nestjs/common';
import { ActivePolicy, Environment, PolicyVersions } from './dto/policy.dto.js';
import { PolicyService } from './policy.service.js';

@RequirePermission('policy:read')
@Controller('api/v1')
export class PolicyController {
  constructor(private readonly policy: PolicyService) {}

  /** The active policy, rule by rule. */
  @Get('policy')
  getActive(): Promise<ActivePolicy> {
    return this.policy.getActive();
  }

  /** Every policy that was active. */
  @Get('policy/versions')
  listVersions(): Promise<PolicyVersions> {
    return this.policy.listVersions();
  }

  /** The environments of the active policy, the easiest to reach first. */
  @Get('environments')
  listEnvironments(): Promise<Environment[]> {
    return this.policy.listEnvironments();
  }
}
