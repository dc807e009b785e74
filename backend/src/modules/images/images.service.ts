import { Injectable, type StreamableFile } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { toArtifactSummary } from '../artifacts/artifact-columns.js';
import { ExportTooLargeError } from '../artifacts/artifacts.errors.js';
import type { PolicyScope } from '../artifacts/artifacts.repository.js';
import { exportedFile, MOST_EXPORTED } from '../artifacts/list-export.js';
import { AuditLog } from '../audit/audit-log.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { ImageExportQuery, ImageFilter, ImageQuery } from './dto/image-query.dto.js';
import type { ImagePage, ImageSummary } from './dto/image.dto.js';
import { type ImageRow, ImagesRepository } from './images.repository.js';

@Injectable()
export class ImagesService {
  constructor(
    private readonly images: ImagesRepository,
    private readonly policies: ActivePolicyStore,
    private readonly audit: AuditLog,
  ) {}

  async list(query: ImageQuery, scope: ProjectScope): Promise<ImagePage> {
    const policy = await this.policies.scope();
    const isFirstPage = query.cursor === undefined;
    const [{ rows, nextCursor }, count, environments, rules] = await Promise.all([
      this.images.list(query, policy, scope),
      this.images.count(query, policy, scope),
      isFirstPage ? this.images.sumUp(query, policy, scope) : null,
      isFirstPage ? this.images.sumUpRules(query, policy, scope) : null,
    ]);
    return {
      items: rows.map(toImageSummary),
      nextCursor,
      total: totalOf(count),
      ...(environments !== null && { environments }),
      ...(rules !== null && { rules }),
    };
  }

  /** The list as a file, which is noted first. Throws ExportTooLargeError. */
  async export(
    { format, ...filter }: ImageExportQuery,
    context: RequestContext,
    scope: ProjectScope,
  ): Promise<StreamableFile> {
    const policy = await this.policies.scope();
    const count = await this.images.count(filter, policy, scope, MOST_EXPORTED);
    if (count > MOST_EXPORTED) throw new ExportTooLargeError(MOST_EXPORTED);
    await this.audit.record(context, {
      action: 'images.exported',
      target: { kind: 'images', id: null, name: 'images' },
      after: { format, ...filter, count },
    });
    return exportedFile({
      name: 'images',
      format,
      items: this.walk(filter, policy, scope),
      rowOf: ({ project, repository, latest }) => ({ project, image: repository, artifact: latest }),
      environments: policy.environments,
    });
  }

  private async *walk(filter: ImageFilter, policy: PolicyScope, scope: ProjectScope): AsyncGenerator<ImageSummary> {
    for await (const row of this.images.walk(filter, policy, scope)) yield toImageSummary(row);
  }
}

function toImageSummary(row: ImageRow): ImageSummary {
  return {
    id: String(row.ownId),
    project: row.project,
    repository: row.image,
    artifactCount: row.artifactCount,
    latest: row.hasLatest ? toArtifactSummary(row) : null,
  };
}
