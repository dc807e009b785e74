import { Injectable } from '@nestjs/common';
import type { UnitedFinding } from '../../core/findings/united-finding.js';
import { factsWith } from '../../core/gate/facts-of.js';
import type { Facts } from '../../core/gate/facts.js';
import { countBySeverity } from '../../core/model/severity.js';
import { type SeverityCounts } from '../../core/model/severity.js';
import type { Sql } from '../../database/database.js';
import { CatalogueRepository } from '../catalogue/catalogue.repository.js';
import type { StoredRecord, StoredStamp } from '../scans/scan-records.repository.js';
import { makeFindingList } from './finding-list.js';
import { FindingListRepository } from './finding-list.repository.js';

export interface AssessedArtifact {
  id: number;
  image: string;
  digest: string;
  componentCount: number;
  componentsWithoutPurl: number;
  /** Every scan of it, the replaced ones with them. */
  history: readonly StoredStamp[];
}

/** Unites what an artifact's scans say into its findings, as lists and verdicts want them. */
@Injectable()
export class AssessmentService {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly lists: FindingListRepository,
  ) {}

  /** `united` are the findings of these scans, `nameIds` those that the caller knows already. The caller holds the artifact. */
  async assess(
    sql: Sql,
    artifact: AssessedArtifact,
    stored: readonly StoredRecord[],
    united: readonly UnitedFinding[],
    nameIds: ReadonlyMap<string, number>,
  ): Promise<{ facts: Facts; counts: SeverityCounts }> {
    const scans = stored.map(({ record }) => record);
    const findings = united.map(({ finding }) => finding);
    const names = findings.flatMap(({ advisory }) => (advisory === null ? [] : [advisory.id, ...advisory.aliases]));
    const missing = [...new Set(names)].filter((name) => !nameIds.has(name));
    const looked = (await this.catalogue.find(sql, { components: [], words: [], names: missing })).names;
    const rows = {
      claims: merged(stored.map(({ claimIds }) => claimIds)),
      problems: merged(stored.map(({ problemIds }) => problemIds)),
      components: merged(stored.map(({ componentIds }) => componentIds)),
    };
    const list = makeFindingList(united, {
      claim: (claim) => known(rows.claims.get(claim)),
      problem: (problem) => known(rows.problems.get(problem)),
      component: (key) => known(rows.components.get(key)),
      alias: (name) => known(nameIds.get(name) ?? looked.get(name)),
    });
    await this.lists.replace(sql, artifact.id, list);
    return { facts: factsWith({ ...artifact, scans }, findings), counts: countBySeverity(findings) };
  }
}

/** The numbers of what any of the scans has; components of several scans have the same in each. */
function merged<Key>(numbers: readonly ReadonlyMap<Key, number>[]): ReadonlyMap<Key, number> {
  const [only, ...others] = numbers;
  if (only !== undefined && others.every((other) => other === only)) return only;
  const all = new Map<Key, number>();
  for (const some of new Set(numbers)) for (const [key, number] of some) all.set(key, number);
  return all;
}

function known(number: number | undefined): number {
  if (number === undefined) throw new Error('a finding rests on something that has no row');
  return number;
}
