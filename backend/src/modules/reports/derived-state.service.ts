import { Injectable } from '@nestjs/common';
import type { UnitedFinding } from '../../core/findings/united-finding.js';
import type { Facts } from '../../core/gate/facts.js';
import { load } from '../../core/gate/load.js';
import { SEVERITIES, type Severity, type SeverityCounts } from '../../core/model/severity.js';
import type { Sql } from '../../database/database.js';
import type { AliasRow } from '../catalogue/advisory-catalogue.repository.js';
import { AssessmentService } from '../findings/assessment.service.js';
import type { StoredRecord, StoredStamp } from '../scans/scan-records.repository.js';
import { type ArtifactRow, type ComponentCounts, ReportsRepository } from './reports.repository.js';

/** What an artifact's state is derived from. */
export interface Sources {
  readonly image: string;
  readonly digest: string;
  /** Every scan of the artifact. */
  readonly history: readonly StoredStamp[];
  /** Those that count. */
  readonly stored: readonly StoredRecord[];
  /** Their findings. */
  readonly united: readonly UnitedFinding[];
  readonly components: ComponentCounts;
  /** Identifiers whose rows the caller knows already. */
  readonly aliases: ReadonlyMap<string, AliasRow>;
  /** When a report came; null where the artifact is only looked at again. */
  readonly receivedAt: Date | null;
}

/** Writes what lists show of an artifact: its findings and their counts, its operating system and image facts. */
@Injectable()
export class DerivedStateService {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly assessment: AssessmentService,
  ) {}

  /** The caller holds the artifact. Returns what verdicts rest on. */
  async refresh(sql: Sql, artifact: ArtifactRow, sources: Sources): Promise<Facts> {
    const { image, digest, history, stored, united, components, aliases } = sources;
    const { facts, counts } = await this.assessment.assess(
      sql,
      { id: artifact.id, image, digest, history, ...components },
      stored,
      united,
      aliases,
    );
    await this.reports.updateArtifact(sql, artifact, {
      receivedAt: sources.receivedAt,
      operatingSystem: facts.operatingSystem,
      imageFacts: facts.imageFacts,
      counts,
      worst: worstOf(counts),
      load: load(counts),
      ...components,
    });
    return facts;
  }
}

function worstOf(counts: SeverityCounts): Severity | null {
  return SEVERITIES.findLast((severity) => counts[severity] > 0) ?? null;
}
