import { Injectable } from '@nestjs/common';
import { readCursor, writeCursor } from '../../common/paging/cursor.js';
import { COUNT_LIMIT, totalOf } from '../../common/paging/total.js';
import { isEmptyScope } from '../access/project-scope.js';
import { toArtifactSummary } from '../artifacts/artifact-columns.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { ExposureQuery } from './dto/exposure-query.dto.js';
import type { ExposurePage } from './dto/exposure.dto.js';
import { ExposedArtifactsRepository, type ExposureScope } from './exposed-artifacts.repository.js';
import { ExposedComponentsRepository } from './exposed-components.repository.js';
import { ExposureSubjects } from './exposure-subjects.js';

/** The name of the order that cursors of this list are for. */
const ORDER = 'exposure -id';

/** Answers where an advisory or a component is. What is not known counts as not known, never as not affected. */
@Injectable()
export class ExposureService {
  constructor(
    private readonly subjects: ExposureSubjects,
    private readonly artifacts: ExposedArtifactsRepository,
    private readonly components: ExposedComponentsRepository,
    private readonly policies: ActivePolicyStore,
  ) {}

  async find(query: ExposureQuery, scope: ExposureScope): Promise<ExposurePage> {
    const [before = null] = (readCursor(query.cursor, ORDER, ['id']) ?? []) as number[];
    const subject = await this.subjects.find(query, scope.artifacts);
    const place = { before, limit: query.limit, isRunningOnly: query.running === true };
    const { ids, ...found } = await this.artifacts.find(subject, scope, place);
    const shown = ids.slice(0, query.limit);
    const [rows, components] = await Promise.all([
      this.policies.scope().then((policy) => this.artifacts.listByIds(shown, policy, scope)),
      this.components.listOf(shown, subject),
    ]);
    return {
      items: rows.map(({ deployments, ...row }) => ({
        artifact: toArtifactSummary(row),
        components: [...(components.get(row.id)?.shown ?? [])],
        componentCount: components.get(row.id)?.count ?? 0,
        deployments,
      })),
      nextCursor: ids.length > shown.length ? writeCursor(ORDER, [shown.at(-1) ?? 0]) : null,
      total: totalOf(Math.min(found.total, COUNT_LIMIT + 1)),
      runningTotal: isEmptyScope(scope.deployments) ? null : found.runningTotal,
      names: subject.kind === 'advisory' ? subject.names.map(({ name }) => name) : [],
      artifacts: found.artifacts,
      unknownArtifacts: found.unknownArtifacts,
      oldestEvidence: found.oldestEvidence?.toISOString() ?? null,
    };
  }
}
