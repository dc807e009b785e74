import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import { IdOrder } from '../../core/columns/id-order.js';
import type { RowCounts } from '../../core/columns/row-filter.js';
import { LAYER_ORIGINS } from '../../core/path/layer-origins.js';
import { ofEachKind } from '../../core/model/finding-kind.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { CurrentFindings } from '../scans/current-findings.js';
import type { FindingDetail } from './dto/finding-detail.dto.js';
import type { FindingFacets, FindingPage } from './dto/finding-page.dto.js';
import type { FindingQuery } from './dto/finding-query.dto.js';
import { FindingDetails } from './finding-details.js';
import { componentKeys, FindingLayers } from './finding-layers.js';
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
    private readonly layers: FindingLayers,
  ) {}

  async list(artifactId: number, query: FindingQuery, scope: ProjectScope): Promise<FindingPage> {
    const pages = new FindingPages(query);
    if (!(await this.artifacts.has(artifactId, scope))) throw new ArtifactNotFoundError(artifactId);
    const [state, beside] = await Promise.all([this.states.load(artifactId), this.beside(artifactId, scope)]);
    if (state === null || beside === null) throw new ArtifactNotFoundError(artifactId);
    const { columns, texts } = state;
    const { waiversOf, times, artifactLayers } = beside;
    const hasFacets = query.cursor === undefined;
    const overdue =
      query.overdue !== undefined || (times.hasDeadlines && hasFacets) ? times.overdueRows(columns, waiversOf) : null;
    const layers =
      query.layer !== undefined || (artifactLayers.isKnown && hasFacets) ? await artifactLayers.rowsOf(columns) : null;
    const { rows, nextCursor, counts, overdueCount, layerCounts } = pages.rowsOf(state, { overdue, layers });
    const layerOf = await artifactLayers.of(layers === null ? componentKeys(columns, rows) : []);
    const [base = 0, own = 0, both = 0, unknown = 0] = layerCounts;
    return {
      items: rows.map((row) =>
        toFindingSummary(columns.finding(row, texts.titleOf(row)), {
          waiversOf,
          times,
          layer: layers === null ? layerOf(columns.componentOf(row)) : (LAYER_ORIGINS[layers[row] ?? 0] ?? 'unknown'),
        }),
      ),
      nextCursor,
      total: totalOf(counts.total),
      ...(hasFacets && {
        facets: {
          ...toFacets(counts),
          overdue: times.hasDeadlines ? overdueCount : null,
          layer: artifactLayers.isKnown ? { base, own, both, unknown } : null,
        },
      }),
    };
  }

  async get(artifactId: number, findingId: string, scope: ProjectScope): Promise<FindingDetail> {
    const isNamed = /^[0-9a-f]{32}$/.test(findingId);
    const isKnown = isNamed && (await this.artifacts.has(artifactId, scope));
    const beside = isKnown ? await this.beside(artifactId, scope) : null;
    const found =
      beside === null
        ? null
        : await this.states.read(artifactId, async (sql, state) => {
            const row = new IdOrder(state.columns).rowOf(findingId);
            if (row === null) return null;
            const layerOf = await beside.artifactLayers.of(componentKeys(state.columns, [row]), sql);
            const layer = layerOf(state.columns.componentOf(row));
            return this.details.of(sql, artifactId, state, { ...beside, row, layer });
          });
    if (found === null) throw new FindingNotFoundError(artifactId);
    return found;
  }

  /** What is said of findings beside what scans report; null for an artifact that is gone. */
  private async beside(artifactId: number, scope: ProjectScope) {
    const [waiversOf, times, artifactLayers] = await Promise.all([
      this.waivers.ofArtifact(artifactId),
      this.times.ofArtifact(artifactId),
      this.layers.ofArtifact(artifactId, scope),
    ]);
    return times === null ? null : { waiversOf, times, artifactLayers };
  }
}

function toFacets({ severities, kinds, fixable, fixes }: RowCounts): Omit<FindingFacets, 'overdue' | 'layer'> {
  const [unknown = 0, low = 0, medium = 0, high = 0, critical = 0] = severities;
  const [available = 0, none = 0, unknownFix = 0] = fixes;
  return {
    severity: { critical, high, medium, low, unknown },
    kind: ofEachKind((_, place) => kinds[place] ?? 0),
    fixable,
    fix: { available, none, unknown: unknownFix },
  };
}
