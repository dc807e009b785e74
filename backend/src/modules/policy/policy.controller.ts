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

  /** The active policy, rule by rule. */
  @Get('policy')
  @RequirePermission('policy:read')
  getActive(): Promise<ActivePolicy> {
    return this.policy.getActive();
  }

  /** Makes this text the active policy. Every verdict is given anew by it when it is next asked for. */
  @Put('policy')
  @RequirePermission('policy:write')
  @StepUp()
  save(@Body() body: SavePolicyBody, @Context() context: RequestContext): Promise<ActivePolicy> {
    return this.policy.save(body, context);
  }

  /** Whether a text is a policy; saves nothing. */
  @Post('policy/check')
  @HttpCode(200)
  @RequirePermission('policy:write')
  check(@Body() { source }: PolicySource): PolicyCheck {
    return this.policy.check(source);
  }

  /** Every policy that was active. */
  @Get('policy/versions')
  @RequirePermission('policy:read')
  listVersions(): Promise<PolicyVersions> {
    return this.policy.listVersions();
  }

  /** One of them, with its text. */
  @Get('policy/versions/:version')
  @RequirePermission('policy:read')
  getVersion(@Param('version') version: string): Promise<PolicyVersion> {
    return this.policy.getVersion(version);
  }

  /** The environments of the active policy, the easiest to reach first. */
  @Get('environments')
  @RequirePermission('policy:read')
  listEnvironments(): Promise<Environment[]> {
    return this.policy.listEnvironments();
  }
}
