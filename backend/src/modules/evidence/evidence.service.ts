import { Injectable } from '@nestjs/common';
import { uniteWithClaims } from '../../core/findings/unite-findings.js';
import { currentRecords, currentScans } from '../../core/gate/current-scans.js';
import type { Facts } from '../../core/gate/facts.js';
import { load } from '../../core/gate/load.js';
import { countComponents } from '../../core/gate/scan-record.js';
import { SEVERITIES, type Severity, type SeverityCounts } from '../../core/model/severity.js';
import type { TransactionSql } from '../../database/database.js';
import { AssessmentService } from '../findings/assessment.service.js';
import { FirstSeenRepository } from '../first-seen/first-seen.repository.js';
import { endVerdictsBeside } from '../gate/end-verdicts-beside.js';
import { EvaluationService, type KnownFacts } from '../gate/evaluation.service.js';
import type { StandingOutcome } from '../gate/verdicts.repository.js';
import { type EncodedFindings, encodeFindings } from '../scans/encoded-findings.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { ScanRecordsRepository, type StoredRecord, type StoredStamp } from '../scans/scan-records.repository.js';
import { ArtifactStateRepository, type ComponentCounts } from './artifact-state.repository.js';
import type { Cause, FreshScan } from './cause.js';

export interface EvidenceArtifact {
  readonly id: number;
  readonly image: string;
  readonly digest: string;
}

export interface Refreshed {
  /** Every scan of the artifact. */
  readonly stamps: readonly StoredStamp[];
  /** In the order of the policy; none where none were to be given. */
  readonly verdicts: readonly StandingOutcome[];
}

/** The only writer of what follows from an artifact's scans: which of them count, its components, findings, counts and verdicts. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly state: ArtifactStateRepository,
    private readonly assessment: AssessmentService,
    private readonly evaluation: EvaluationService,
    private readonly firstSeen: FirstSeenRepository,
  ) {}

  /** The caller holds the artifact. */
  async refresh(sql: TransactionSql, artifact: EvidenceArtifact, cause: Cause): Promise<Refreshed> {
    const { report, evaluate } = cause;
    const stamps = await this.lacked.fill(sql, await this.records.listStamps(sql, artifact.id));
    const current = currentScans(stamps).map(({ scanId }) => scanId);
    if (stamps.some(({ scanId, isCurrent }) => isCurrent !== current.includes(scanId))) {
      await this.state.markCurrent(sql, artifact.id, current);
    }
    const counting = report !== null && current.includes(report.fresh.stored.scanId) ? report.fresh : null;
    const isFirst = counting !== null && stamps.length === 1;
    const components = isFirst
      ? { namedCount: counting.scan.components.length, ...countComponents([counting.scan]) }
      : await this.state.countComponents(sql, artifact.id);
    const stored = await this.loadRecords(sql, current, counting);
    const facts = await this.derive(sql, artifact, {
      stamps,
      stored,
      // The first scan of an artifact is most of them, and the largest part of the work.
      findings:
        (isFirst ? counting.findings : null) ??
        (await encodeFindings(uniteWithClaims(currentRecords(stored.map(({ record }) => record))))),
      components,
      receivedAt: report?.receivedAt ?? null,
    });
    const verdicts =
      evaluate === null ? [] : await this.evaluate(sql, { id: artifact.id, facts, history: stamps }, evaluate);
    // Last, since it holds the other artifacts of the image.
    await endVerdictsBeside(sql, [artifact.id]);
    return { stamps, verdicts };
  }

  private async evaluate(
    sql: TransactionSql,
    known: KnownFacts,
    { active, at, note }: NonNullable<Cause['evaluate']>,
  ): Promise<StandingOutcome[]> {
    const written = await this.evaluation.evaluateFacts(sql, note, known, active, at);
    return written.map(({ verdict }) => verdict);
  }

  private async loadRecords(
    sql: TransactionSql,
    current: readonly number[],
    counting: FreshScan | null,
  ): Promise<readonly StoredRecord[]> {
    if (counting === null) return this.records.load(sql, current);
    const others = current.filter((scanId) => scanId !== counting.stored.scanId);
    return [counting.stored, ...(await this.records.load(sql, others))];
  }

  /** Writes what lists show of the artifact. Returns what verdicts rest on. */
  private async derive(sql: TransactionSql, artifact: EvidenceArtifact, sources: Sources): Promise<Facts> {
    const { stamps, stored, findings, components, receivedAt } = sources;
    const assessed = { ...artifact, ...components, history: stamps };
    const { facts, counts } = await this.assessment.assess(sql, assessed, stored, findings);
    await this.firstSeen.note(sql, artifact.id, facts.findings, receivedAt ?? new Date());
    await this.state.update(sql, artifact.id, {
      receivedAt,
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

interface Sources {
  readonly stamps: readonly StoredStamp[];
  /** Those that count. */
  readonly stored: readonly StoredRecord[];
  /** What they say together. */
  readonly findings: EncodedFindings;
  readonly components: ComponentCounts;
  readonly receivedAt: Date | null;
}

function worstOf(counts: SeverityCounts): Severity | null {
  return SEVERITIES.findLast((severity) => counts[severity] > 0) ?? null;
}
