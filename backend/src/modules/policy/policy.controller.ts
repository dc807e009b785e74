import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { Context } from '../access/request-context.js';
import type { RequestContext } from '../access/request-context.js';
import { RequirePermission, StepUp } from '../access/route-access.js';
import { ActivePolicy, Environment, PolicyCheck, PolicyVersion, PolicyVersions } from './dto/policy.dto.js';
import { PolicySource, SavePolicyBody } from './dto/save-policy.dto.js';
import { PolicyService } from './policy.service.js';

@Controller('api/v1')
export class PolicyController {
  constructor(private readonly policy: PolicyService) {}

  /** Get the active policy, rule by rule. */
  @Get('policy')
  @RequirePermission('policy:read')
  getActive(): Promise<ActivePolicy> {
    return this.policy.getActive();
  }

  /** Activate a policy. Every verdict is evaluated again when it is next requested. */
  @Put('policy')
  @RequirePermission('policy:write')
  @StepUp()
  save(@Body() body: SavePolicyBody, @Context() context: RequestContext): Promise<ActivePolicy> {
    return this.policy.save(body, context);
  }

  /** Check a policy without saving it. */
  @Post('policy/check')
  @HttpCode(200)
  @RequirePermission('policy:write')
  check(@Body() { source }: PolicySource): PolicyCheck {
    return this.policy.check(source);
  }

  /** List the versions of the policy. */
  @Get('policy/versions')
  @RequirePermission('policy:read')
  listVersions(): Promise<PolicyVersions> {
    return this.policy.listVersions();
  }

  /** Get a version of the policy with its text. */
  @Get('policy/versions/:version')
  @RequirePermission('policy:read')
  getVersion(@Param('version') version: string): Promise<PolicyVersion> {
    return this.policy.getVersion(version);
  }

  /** List the environments of the active policy, the easiest to reach first. */
  @Get('environments')
  @RequirePermission('policy:read')
  listEnvironments(): Promise<Environment[]> {
    return this.policy.listEnvironments();
  }
}
