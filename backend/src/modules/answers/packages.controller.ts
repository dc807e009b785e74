import { Controller, Get, Param, Query } from '@nestjs/common';
import { PageQuery } from '../../common/paging/page-query.js';
import { IdPipe, type RowId } from '../../common/pipes/id.pipe.js';
import type { ProjectScope } from '../access/project-scope.js';
import { VisibleProjects } from '../access/request-context.js';
import { RequirePermission } from '../access/route-access.js';
import { VulnerablePackagePage } from './dto/vulnerable-package.dto.js';
import { PackagesService } from './packages.service.js';

@RequirePermission('artifact:read')
@Controller('api/v1/artifacts/:artifactId/packages')
export class PackagesController {
  constructor(private readonly packages: PackagesService) {}

  /**
   * List the vulnerabilities of an artifact by the package to upgrade: a source package with the packages that are
   * built from it, or one package. Worst first. Scans of all senders count; waivers make no difference.
   */
  @Get()
  list(
    @Param('artifactId', IdPipe) artifactId: RowId,
    @Query() query: PageQuery,
    @VisibleProjects() scope: ProjectScope,
  ): Promise<VulnerablePackagePage> {
    return this.packages.list(artifactId, query, scope);
  }
}
