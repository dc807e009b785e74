import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import { IdOrder } from '../../core/columns/id-order.js';
import type { RowCounts } from '../../core/columns/row-filter.js';
import { ofEachKind } from '../../core/model/finding-kind.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { CurrentFindings } from '../scans/current-findings.js';
import type { FindingDetail } from './dto/finding-detail.dto.js';
import type { FindingFacets, FindingPage } from './dto/finding-page.dto.js';
import type { FindingQuery } from './dto/finding-query.dto.js';
import { FindingDetails } from './finding-details.js';
import { FindingPages } from './finding-pages.js';
import { toFindingSummary } from './finding-summary.js';
import { FindingTimes } from './finding-times.js';
import { FindingWaivers } from './finding-waivers.js';
import { FindingNotFoundError } from './findings.errors.js';

@Injectable()
export class FindingsService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly states: CurrentFindings,
    private readonly details: FindingDetails,
    private readonly waivers: FindingWaivers,
    private readonly times: FindingTimes,
  ) {}

  async list(artifactId: number, query: FindingQuery, scope: ProjectScope): Promise<FindingPage> {
    const pages = new FindingPages(query);
    const isKnown = await this.artifacts.has(artifactId, scope);
    const [state, waiversOf, times] = isKnown
      ? await Promise.all([
          this.states.load(artifactId),
          this.waivers.ofArtifact(artifactId),
          this.times.ofArtifact(artifactId),
        ])
      : [null, null, null];
    if (state === null || waiversOf === null || times === null) throw new ArtifactNotFoundError(artifactId);
    const { columns, texts } = state;
    const isAsked = query.overdue !== undefined || (times.hasDeadlines && query.cursor === undefined);
    const overdue = isAsked ? times.overdueRows(columns, waiversOf) : null;
    const { rows, nextCursor, isFirstPage, counts, overdueCount } = pages.rowsOf(state, overdue);
    return {
      items: rows.map((row) => toFindingSummary(columns.finding(row, texts.titleOf(row)), waiversOf, times)),
      nextCursor,
      total: totalOf(counts.total),
      ...(isFirstPage && { facets: { ...toFacets(counts), overdue: times.hasDeadlines ? overdueCount : null } }),
    };
  }

  async get(artifactId: number, findingId: string, scope: ProjectScope): Promise<FindingDetail> {
    const isNamed = /^[0-9a-f]{32}$/.test(findingId);
    const isKnown = isNamed && (await this.artifacts.has(artifactId, scope));
    const [waiversOf, times] = isKnown
      ? await Promise.all([this.waivers.ofArtifact(artifactId), this.times.ofArtifact(artifactId)])
      : [null, null];
    const found =
      waiversOf && times
        ? await this.states.read(artifactId, async (sql, state) => {
            const row = new IdOrder(state.columns).rowOf(findingId);
            return {
              detail: row === null ? null : await this.details.of(sql, artifactId, state, { row, waiversOf, times }),
            };
          })
        : null;
    if (!found?.detail) throw new FindingNotFoundError(artifactId);
    return found.detail;
  }
}

function toFacets({ severities, kinds, fixable, fixes }: RowCounts): Omit<FindingFacets, 'overdue'> {
  const [unknown = 0, low = 0, medium = 0, high = 0, critical = 0] = severities;
  const [available = 0, none = 0, unknownFix = 0] = fixes;
  return {
    severity: { critical, high, medium, low, unknown },
    kind: ofEachKind((_, place) => kinds[place] ?? 0),
    fixable,
    fix: { available, none, unknown: unknownFix },
  };
}
