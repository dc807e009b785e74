import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import { type ComponentFindings, findingsByComponent } from '../../core/columns/findings-by-component.js';
import { SEVERITIES } from '../../core/model/severity.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import type { ComponentPlaces } from '../scans/component-places.js';
import { ComponentPlacesRepository } from '../scans/component-places.repository.js';
import { CurrentFindings } from '../scans/current-findings.js';
import { type ComponentRow, ComponentsRepository } from './components.repository.js';
import type { ComponentQuery } from './dto/component-query.dto.js';
import type { ArtifactComponent, ComponentPage } from './dto/component.dto.js';

@Injectable()
export class ComponentsService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly states: CurrentFindings,
    private readonly components: ComponentsRepository,
    private readonly places: ComponentPlacesRepository,
  ) {}

  async list(artifactId: number, query: ComponentQuery, scope: ProjectScope): Promise<ComponentPage> {
    const isKnown = await this.artifacts.has(artifactId, scope);
    const page = isKnown
      ? await this.states.readColumns(artifactId, async (sql, columns): Promise<ComponentPage> => {
          const { rows, nextCursor } = await this.components.list(sql, artifactId, query);
          const count = await this.components.count(sql, artifactId, query);
          const ids = rows.map(({ id }) => id);
          const places = await this.places.find(sql, artifactId, ids);
          const found = findingsByComponent(
            columns,
            rows.map(({ key }) => key),
          );
          const items = rows.map((row) => toComponent(row, places.get(row.id), found.get(row.key)));
          return { items, nextCursor, total: totalOf(count) };
        })
      : null;
    if (page === null) throw new ArtifactNotFoundError(artifactId);
    return page;
  }
}

function toComponent(
  row: ComponentRow,
  placed: ComponentPlaces | undefined,
  found: ComponentFindings | undefined,
): ArtifactComponent {
  const { id, purl, type, namespace, name, version } = row;
  return {
    id: String(id),
    purl,
    type,
    namespace,
    name,
    version,
    licences: [...(placed?.licences ?? [])],
    places: [...(placed?.places ?? [])],
    findingCount: found?.count ?? 0,
    worstSeverity: found === undefined ? null : (SEVERITIES[found.worst] ?? null),
  };
}
