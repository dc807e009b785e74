import { Injectable } from '@nestjs/common';
import { totalOf } from '../../common/paging/total.js';
import { SEVERITIES } from '../../core/model/severity.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { type ComponentRow, ComponentsRepository } from './components.repository.js';
import type { ComponentQuery } from './dto/component-query.dto.js';
import type { ArtifactComponent, ComponentPage } from './dto/component.dto.js';

@Injectable()
export class ComponentsService {
  constructor(
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly components: ComponentsRepository,
  ) {}

  async list(artifactId: number, query: ComponentQuery, scope: ProjectScope): Promise<ComponentPage> {
    const [isKnown, { rows, nextCursor }, count] = await Promise.all([
      this.artifacts.has(artifactId, scope),
      this.components.list(artifactId, query),
      this.components.count(artifactId, query),
    ]);
    if (!isKnown) throw new ArtifactNotFoundError(artifactId);
    return { items: rows.map(toComponent), nextCursor, total: totalOf(count) };
  }
}

function toComponent(row: ComponentRow): ArtifactComponent {
  const { id, purl, type, namespace, name, version, licences, places, findingCount, worstSeverity } = row;
  return {
    id: String(id),
    purl,
    type,
    namespace,
    name,
    version,
    licences,
    places: places ?? [],
    findingCount,
    worstSeverity: worstSeverity === null ? null : (SEVERITIES[worstSeverity] ?? null),
  };
}
