import { Controller, Get } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { PolicyProgress } from './dto/policy-progress.dto.js';
import { PolicyProgressService } from './policy-progress.service.js';

@Controller('api/v1/policy/progress')
export class PolicyProgressController {
  constructor(private readonly progress: PolicyProgressService) {}

  /**
   * Get how many of the artifacts that you can see are evaluated under the active policy. The others follow in the
   * background.
   */
  @Get()
  @RequirePermission('artifact:read')
  get(@VisibleProjects() scope: ProjectScope): Promise<PolicyProgress> {
    return this.progress.get(scope);
  }
}
