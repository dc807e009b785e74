import { Injectable } from '@nestjs/common';
import type { Finding } from '../../core/findings/finding.js';
import { evidenceDates } from '../../core/gate/evidence-dates.js';
import { factsWith } from '../../core/gate/facts-of.js';
import type { Facts } from '../../core/gate/facts.js';
import { inOrder } from '../../core/gate/finding-index.js';
import { countBySeverity } from '../../core/model/severity.js';
import { type SeverityCounts } from '../../core/model/severity.js';
import type { Sql } from '../../database/database.js';
import { advisoryNames } from '../postings/advisory-names.js';
import { PostingSourceRepository } from '../postings/posting-source.repository.js';
import type { Concern } from '../scans/concerned-components.js';
import type { EncodedFindings } from '../scans/encoded-findings.js';
import { StoredFindingsRepository } from '../scans/stored-findings.repository.js';
import type { StoredRecord, StoredStamp } from '../scans/scan-records.repository.js';

export interface AssessedArtifact {
  id: number;
  image: string;
  digest: string;
  componentCount: number;
  componentsWithoutPurl: number;
  /** Every scan of it, the replaced ones with them. */
  history: readonly StoredStamp[];
}

/** Keeps an artifact's findings as lists and rules want them. */
@Injectable()
export class AssessmentService {
  constructor(
    private readonly states: StoredFindingsRepository,
    private readonly postings: PostingSourceRepository,
  ) {}

  /** `encoded` are the findings of these scans, in the core's order. The caller holds the artifact. */
  async assess(
    sql: Sql,
    artifact: AssessedArtifact,
    stored: readonly StoredRecord[],
    encoded: EncodedFindings,
  ): Promise<{ facts: Facts; counts: SeverityCounts }> {
    const scans = stored.map(({ record }) => record);
    const findings = inOrder(encoded.united.map(({ finding }) => finding));
    await this.states.replace(sql, artifact.id, encoded, {
      scanIds: stored.map(({ scanId }) => scanId),
      isWhole: stored.every(({ isWhole }) => isWhole),
      concerns: concernsOf(findings, stored),
    });
    const facts = factsWith({ ...artifact, scans }, findings);
    await this.postings.replace(sql, artifact.id, { ...advisoryNames(findings), ...evidenceDates(facts) });
    return { facts, counts: countBySeverity(findings) };
  }
}

/** Null where a component has no row that one of the scans knows. */
function concernsOf(findings: readonly Finding[], stored: readonly StoredRecord[]): Concern[] | null {
  const concerns: Concern[] = [];
  for (const { advisory, component } of findings) {
    if (advisory === null || component === null) continue;
    let id: number | undefined;
    for (const { componentIds } of stored) id ??= componentIds.get(component.key);
    if (id === undefined) return null;
    concerns.push({ lead: advisory.id, component: id });
  }
  return concerns;
}
