import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import { SEVERITIES, type SeverityCounts } from '../../core/model/severity.js';
import { isInScope, type ProjectScope } from '../access/project-scope.js';
import { toArtifactSummary } from '../artifacts/artifact-columns.js';
import { toDeployment } from '../deployments/deployment-columns.js';
import { DeploymentsRepository } from '../deployments/deployments.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { type BuildRow, BuildsRepository, type TrendRow } from './builds.repository.js';
import type { Build, BuildPage, BuildQuery } from './dto/build.dto.js';
import type { Image, TrendPoint } from './dto/image-detail.dto.js';
import { ImageNotFoundError } from './images.errors.js';
import { ImagesRepository } from './images.repository.js';
import { OpenTimesService } from './open-times.service.js';

/** Whose images, and of which it may be told where they run. */
export interface ImageScope {
  readonly artifacts: ProjectScope;
  readonly deployments: ProjectScope;
}

/** One image, with its builds by time. What is in no project of the scope is not there. */
@Injectable()
export class ImagePages {
  constructor(
    private readonly images: ImagesRepository,
    private readonly builds: BuildsRepository,
    private readonly deployments: DeploymentsRepository,
    private readonly openTimes: OpenTimesService,
    private readonly policies: ActivePolicyStore,
  ) {}

  async get(id: number, scope: ImageScope): Promise<Image> {
    const policy = await this.policies.scope();
    const row = await this.images.find(id, policy, scope.artifacts);
    if (row === null) throw new ImageNotFoundError(id);
    const [running, trend, openTimes] = await Promise.all([
      isInScope(scope.deployments, row.ownProjectId) ? this.deployments.listRunningOf(id, policy) : null,
      this.builds.trend(id),
      row.hasLatest ? this.openTimes.of(row.id) : null,
    ]);
    return {
      id: String(row.ownId),
      project: row.project,
      repository: row.image,
      createdAt: row.imageCreatedAt.toISOString(),
      artifactCount: row.artifactCount,
      latest: row.hasLatest ? toArtifactSummary(row) : null,
      deployments: running?.map(toDeployment) ?? null,
      trend: trend.map(toTrendPoint),
      openTimes,
    };
  }

  async listBuilds(id: number, query: BuildQuery, scope: ImageScope): Promise<BuildPage> {
    const policy = await this.policies.scope();
    const projectId = await this.images.findProject(id, scope.artifacts);
    if (projectId === null) throw new ImageNotFoundError(id);
    const isToldWhereItRuns = isInScope(scope.deployments, projectId);
    const [{ rows, nextCursor }, count] = await Promise.all([
      this.builds.list(id, query, policy),
      this.builds.count(id),
    ]);
    return { items: rows.map((row) => toBuild(row, isToldWhereItRuns)), nextCursor, total: totalOf(count) };
  }
}

function toTrendPoint({ id, createdAt, critical, high, medium, low, unknown }: TrendRow): TrendPoint {
  return {
    artifactId: String(id),
    createdAt: createdAt.toISOString(),
    counts: { critical, high, medium, low, unknown },
  };
}

function toBuild(row: BuildRow, isToldWhereItRuns: boolean): Build {
  const { runsIn, before } = row;
  const summary = toArtifactSummary(row);
  const change = before && {
    artifactId: String(before.id),
    counts: differenceOf(summary.counts, before.counts),
  };
  return { ...summary, runsIn: isToldWhereItRuns ? runsIn : null, change };
}

function differenceOf(after: SeverityCounts, before: SeverityCounts): SeverityCounts {
  return Object.fromEntries(
    SEVERITIES.map((severity) => [severity, after[severity] - before[severity]]),
  ) as SeverityCounts;
}
