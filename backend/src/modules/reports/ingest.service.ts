import { Injectable } from '@nestjs/common';
import { uniteWithClaims } from '../../core/findings/unite-findings.js';
import type { UnitedFinding } from '../../core/findings/united-finding.js';
import { currentRecords, currentScans, type Replacement, replacements } from '../../core/gate/current-scans.js';
import { countComponents, recordOf, type ScanRecord } from '../../core/gate/scan-record.js';
import { countBySeverity } from '../../core/model/severity.js';
import type { Remark, Scan } from '../../core/reports/scan.js';
import { Database, type Sql } from '../../database/database.js';
import { AdvisoriesMustUniteError, AdvisoryCatalogueRepository } from '../catalogue/advisory-catalogue.repository.js';
import { type Catalogued, CatalogueService } from '../catalogue/catalogue.service.js';
import { EvaluationService } from '../gate/evaluation.service.js';
import { type StandingOutcome, VerdictsRepository } from '../gate/verdicts.repository.js';
import { type ActivePolicyVersion, ActivePolicyStore } from '../policy/active-policy.store.js';
import { OutdatedScans } from '../scans/outdated-scans.js';
import { ScanRecordsRepository, type StoredRecord, type StoredStamp } from '../scans/scan-records.repository.js';
import { DerivedStateService } from './derived-state.service.js';
import type { ArchivedReport } from './report-archive.js';
import { type ArtifactName, type ArtifactRow, type KnownScan, ReportsRepository } from './reports.repository.js';

/** A report that was read, and what it is about. */
export interface Intake {
  readonly name: ArtifactName;
  readonly tag: string | null;
  readonly scan: Scan;
  readonly report: ArchivedReport;
  /** Those of the scan and what else is to be said. */
  readonly warnings: readonly Remark[];
  readonly warningCount: number;
  readonly receivedAt: Date;
}

export interface Ingested extends KnownScan {
  readonly artifactId: number;
  /** In the order of the policy. */
  readonly verdicts: readonly StandingOutcome[];
  readonly isNew: boolean;
  /** Scans that spoke for the artifact until this one came, wholly or in part. */
  readonly replaced: readonly Replacement<StoredStamp>[];
  /** The scan that speaks in place of this one, where it is not current. */
  readonly replacedBy: number | null;
}

/** Writes a report, its scan and all that follows from it in one transaction: everything or nothing. */
@Injectable()
export class IngestService {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsRepository,
    private readonly advisories: AdvisoryCatalogueRepository,
    private readonly catalogue: CatalogueService,
    private readonly records: ScanRecordsRepository,
    private readonly derived: DerivedStateService,
    private readonly outdatedScans: OutdatedScans,
    private readonly evaluation: EvaluationService,
    private readonly verdicts: VerdictsRepository,
    private readonly policies: ActivePolicyStore,
  ) {}

  async ingest(intake: Intake, signal: AbortSignal): Promise<Ingested> {
    const known = await this.reports.findArtifact(intake.name);
    if (known !== null) await this.outdatedScans.bringUpToDate(known);
    const active = await this.policies.get();
    const write = (isAlone: boolean): Promise<Ingested> =>
      this.database.transaction((sql) => this.write(sql, intake, active, isAlone), signal);
    try {
      return await write(false);
    } catch (error) {
      if (!(error instanceof AdvisoriesMustUniteError)) throw error;
      return write(true);
    }
  }

  private async write(sql: Sql, intake: Intake, active: ActivePolicyVersion, isAlone: boolean): Promise<Ingested> {
    const { name, tag, receivedAt } = intake;
    await this.advisories.lock(sql, isAlone);
    const artifact = await this.reports.findOrCreateArtifact(sql, name, receivedAt);
    const reportId = await this.reports.findOrCreateReport(sql, intake.report);
    const known = await this.reports.findScan(sql, artifact.id, reportId);
    if (known !== null) return this.answerKnown(sql, intake, artifact, active, known);
    if (tag !== null) await this.reports.moveTag(sql, artifact, tag, receivedAt);
    const catalogued = await this.catalogue.add(sql, intake.scan, isAlone);
    const record = recordOf(intake.scan, `sha256:${intake.report.sha256}`, receivedAt.toISOString());
    const own = uniteWithClaims([record]);
    const { stored, scan } = await this.addScan(sql, intake, artifact, reportId, { ...catalogued, record, own });
    const { verdicts, stamps } = await this.updateArtifact(sql, intake, artifact, active, {
      ...catalogued,
      stored,
      own,
    });
    const replaced = replacements(stamps).filter(({ by, scan: old }) => by.scanId === scan.scanId && old.isCurrent);
    return {
      ...scan,
      artifactId: artifact.id,
      verdicts: verdicts.map(outcomeOf),
      isNew: true,
      replaced,
      replacedBy: successorOf(scan.scanId, stamps),
    };
  }

  /** With the verdicts as the gate gives them now. The tag of an older build stays with the newer one that took it. */
  private async answerKnown(
    sql: Sql,
    { tag, receivedAt }: Intake,
    artifact: ArtifactRow,
    active: ActivePolicyVersion,
    known: KnownScan,
  ): Promise<Ingested> {
    if (tag !== null) await this.reports.addTag(sql, artifact, tag, receivedAt);
    const gated = await this.verdicts.lockArtifact(sql, artifact.id);
    if (gated === null) throw new Error(`artifact ${artifact.id} is gone`);
    const verdicts = await this.evaluation.standingOrNew(sql, gated, active, new Date());
    const stamps = await this.records.listStamps(sql, artifact.id);
    return {
      ...known,
      artifactId: artifact.id,
      verdicts: verdicts.map(outcomeOf),
      isNew: false,
      replaced: [],
      replacedBy: successorOf(known.scanId, stamps),
    };
  }

  private async addScan(
    sql: Sql,
    { scan, warnings, warningCount, receivedAt }: Intake,
    artifact: ArtifactRow,
    reportId: number,
    { claimIds, componentIds, record, own }: Catalogued & { record: ScanRecord; own: readonly UnitedFinding[] },
  ): Promise<{ stored: StoredRecord; scan: KnownScan }> {
    const counts = countBySeverity(own.map(({ finding }) => finding));
    const scanId = await this.reports.createScan(sql, {
      artifactId: artifact.id,
      reportId,
      scan,
      receivedAt,
      withoutPurlCount: countComponents([scan]).componentsWithoutPurl,
      counts,
      warnings,
      warningCount,
      claimIds: [...new Set(claimIds.values())],
      componentIds: scan.components.flatMap(({ key }) => componentIds.get(key) ?? []),
    });
    const problemIds = await this.reports.createProblems(sql, scanId, scan.problems);
    const { format, skipped, skippedCount } = scan;
    return {
      stored: {
        scanId,
        record,
        claimIds,
        componentIds,
        problemIds: new Map(problemIds.flatMap((id, place) => pairOf(scan.problems[place], id))),
      },
      scan: {
        scanId,
        format,
        counts,
        components: scan.components.length,
        warnings,
        warningCount,
        skipped,
        skippedCount,
        platform: scan.platform,
        failures: scan.failures,
      },
    };
  }

  /** What the artifact's scans now say together: its components, findings, counts and verdicts. */
  private async updateArtifact(
    sql: Sql,
    { name, scan, receivedAt }: Intake,
    artifact: ArtifactRow,
    active: ActivePolicyVersion,
    fresh: Catalogued & { stored: StoredRecord; own: readonly UnitedFinding[] },
  ): Promise<{ verdicts: readonly StandingOutcome[]; stamps: readonly StoredStamp[] }> {
    const scans = await this.records.listStamps(sql, artifact.id);
    const current = currentScans(scans).map(({ scanId }) => scanId);
    const isCurrent = current.includes(fresh.stored.scanId);
    await this.reports.markCurrent(sql, artifact.id, current);
    if (isCurrent) {
      await this.reports.placeComponents(
        sql,
        artifact.id,
        scan.components,
        ({ key }) => fresh.componentIds.get(key) ?? 0,
      );
    }
    const components =
      scans.length === 1
        ? { namedCount: scan.components.length, ...countComponents([scan]) }
        : await this.reports.dropForeignComponents(sql, artifact.id);
    const others = await this.records.load(
      sql,
      current.filter((scanId) => scanId !== fresh.stored.scanId),
    );
    const stored = isCurrent ? [fresh.stored, ...others] : others;
    const facts = await this.derived.refresh(sql, artifact, {
      image: name.image,
      digest: name.digest,
      history: scans,
      stored,
      // The first scan of an artifact is most of them, and the largest part of the work.
      united: scans.length === 1 ? fresh.own : uniteWithClaims(currentRecords(stored.map(({ record }) => record))),
      components,
      aliases: fresh.aliases,
      receivedAt,
    });
    const written = await this.evaluation.evaluateFacts(sql, artifact.id, facts, active, receivedAt);
    return { verdicts: written.map(({ verdict }) => verdict), stamps: scans };
  }
}

function outcomeOf({ environment, outcome }: StandingOutcome): StandingOutcome {
  return { environment, outcome };
}

/** The scan that took over from another, as far as nothing of that one counts. */
function successorOf(scanId: number, stamps: readonly StoredStamp[]): number | null {
  const whole = replacements(stamps).find(({ scan, isWhole }) => scan.scanId === scanId && isWhole);
  return whole?.by.scanId ?? null;
}

function pairOf<Key, Value>(key: Key | undefined, value: Value): [Key, Value][] {
  return key === undefined ? [] : [[key, value]];
}
