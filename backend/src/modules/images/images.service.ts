import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import type { ProjectScope } from '../access/project-scope.js';
import { toArtifactSummary } from '../artifacts/artifact-columns.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { ImageQuery } from './dto/image-query.dto.js';
import type { ImagePage } from './dto/image.dto.js';
import { ImagesRepository } from './images.repository.js';

@Injectable()
export class ImagesService {
  constructor(
    private readonly images: ImagesRepository,
    private readonly policies: ActivePolicyStore,
  ) {}

  async list(query: ImageQuery, scope: ProjectScope): Promise<ImagePage> {
    const policy = await this.policies.scope();
    const isFirstPage = query.cursor === undefined;
    const [{ rows, nextCursor }, count, environments] = await Promise.all([
      this.images.list(query, policy, scope),
      this.images.count(query, policy, scope),
      isFirstPage ? this.images.sumUp(query, policy, scope) : null,
    ]);
    return {
      items: rows.map((row) => ({
        id: String(row.ownId),
        project: row.project,
        repository: row.image,
        artifactCount: row.artifactCount,
        latest: row.hasLatest ? toArtifactSummary(row) : null,
      })),
      nextCursor,
      total: totalOf(count),
      ...(environments !== null && { environments }),
    };
  }
}
