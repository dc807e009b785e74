import { Injectable } from '@nestjs/common';
import type { FindingColumns } from '../../core/columns/finding-columns.js';
import { kindIn, MATCH } from '../../core/columns/flags.js';
import { findingId } from '../../core/findings/finding-id.js';
import { compareText } from '../../core/findings/order.js';
import { Database } from '../../database/database.js';
import { type ConcernedComponent, ConcernedComponentsRepository } from '../scans/concerned-components.repository.js';
import { StoredFindingsRepository } from '../scans/stored-findings.repository.js';
import type { ExposedComponent } from './dto/exposure.dto.js';
import type { ExposureSubject } from './exposure-subject.js';

export interface ComponentsOfArtifact {
  /** The first MOST_SHOWN, by name and version. */
  readonly shown: readonly ExposedComponent[];
  readonly count: number;
}

type HeldRow = Omit<ExposedComponent, 'findingId'> & { artifactId: number; count: number };

const MOST_SHOWN = 20;

/** Of components that are looked for one after the other. */
const MOST_SEARCHED = 20;

/** By which of their components artifacts were found. */
@Injectable()
export class ExposedComponentsRepository {
  constructor(
    private readonly database: Database,
    private readonly findings: StoredFindingsRepository,
    private readonly concerned: ConcernedComponentsRepository,
  ) {}

  async listOf(
    artifactIds: readonly number[],
    subject: ExposureSubject,
  ): Promise<ReadonlyMap<number, ComponentsOfArtifact>> {
    if (subject.kind === 'component') return this.listHeld(artifactIds, subject.componentIds);
    const names = new Set(subject.names.map(({ name }) => name));
    const concerned = await this.concerned.find(this.database, artifactIds, [...names]);
    const affected = new Map<number, ComponentsOfArtifact>();
    for (const artifactId of artifactIds) {
      const known = concerned.get(artifactId);
      if (known !== undefined) {
        affected.set(artifactId, shownOf(known));
        continue;
      }
      const columns = await this.findings.loadColumns(this.database, artifactId);
      if (columns !== null) affected.set(artifactId, shownOf(affectedBy(columns, names)));
    }
    return affected;
  }

  private async listHeld(
    artifactIds: readonly number[],
    componentIds: readonly number[],
  ): Promise<ReadonlyMap<number, ComponentsOfArtifact>> {
    // The list of a scan is searched once for each of a few, which is quicker than to take it apart, and once for all of many.
    const named =
      componentIds.length <= MOST_SEARCHED
        ? 'scan JOIN unnest($2::int[]) AS wanted (id) ON wanted.id = ANY (component_ids)'
        : 'scan, LATERAL unnest(component_ids) AS listed (listed_id) JOIN unnest($2::int[]) AS wanted (id) ON wanted.id = listed_id';
    const rows = await this.database.query<HeldRow>(
      `SELECT "artifactId", purl, type, name, version, count FROM (
         SELECT artifact_id AS "artifactId", key, purl, type, name, version,
           row_number() OVER (PARTITION BY artifact_id ORDER BY name, version, key) AS place,
           (count(*) OVER (PARTITION BY artifact_id))::int AS count
         FROM (SELECT DISTINCT artifact_id, wanted.id FROM ${named} WHERE artifact_id = ANY ($1::int[]) AND is_current) AS named
           JOIN component USING (id)
       ) AS held WHERE place <= ${MOST_SHOWN} ORDER BY "artifactId", place`,
      [artifactIds, componentIds],
    );
    const held = new Map<number, { shown: ExposedComponent[]; count: number }>();
    for (const { artifactId, count, ...component } of rows) {
      const ofArtifact = held.get(artifactId) ?? { shown: [], count };
      held.set(artifactId, ofArtifact);
      ofArtifact.shown.push({ ...component, findingId: null });
    }
    return held;
  }
}

/** The components of the findings whose advisory is led by one of these names. */
function affectedBy(columns: FindingColumns, names: ReadonlySet<string>): ConcernedComponent[] {
  const { subjectNames, texts } = columns.names;
  const leads = new Map<number, string>();
  for (const [subject, text] of subjectNames.entries()) {
    const name = texts.at(text);
    if (names.has(name)) leads.set(subject, name);
  }
  const found: ConcernedComponent[] = [];
  for (const [row, subject] of columns.subjects.entries()) {
    const lead = leads.get(subject);
    const component = columns.components[row] ?? 0;
    if (lead === undefined || component === 0 || kindIn(columns.flags[row] ?? 0) !== MATCH) continue;
    found.push({ lead, component: columns.names.component(component - 1) });
  }
  return found;
}

function shownOf(affected: readonly ConcernedComponent[]): ComponentsOfArtifact {
  const first = affected.toSorted(
    (a, b) =>
      compareText(a.component.name, b.component.name) ||
      compareText(a.component.version ?? '', b.component.version ?? '') ||
      compareText(a.component.key, b.component.key) ||
      compareText(a.lead, b.lead),
  );
  const shown = first.slice(0, MOST_SHOWN).map(({ lead, component: { key, purl, type, name, version } }) => ({
    purl,
    type,
    name,
    version,
    findingId: findingId('match', lead, key),
  }));
  return { shown, count: affected.length };
}
