import { Injectable } from '@nestjs/common';
import { uniteWithClaims } from '../../core/findings/unite-findings.js';
import type { UnitedFinding } from '../../core/findings/united-finding.js';
import { countComponents, recordOf, type ScanRecord } from '../../core/gate/scan-record.js';
import { countBySeverity } from '../../core/model/severity.js';
import type { Remark } from '../../core/reports/scan.js';
import type { Sql, TransactionSql } from '../../database/database.js';
import { type CatalogueContent, catalogueContentOf } from '../catalogue/catalogue-content.js';
import { type Catalogued, CatalogueService } from '../catalogue/catalogue.service.js';
import { type AuditNote, SYSTEM } from '../audit/audit-event.js';
import { AuditLog, type Note } from '../audit/audit-log.js';
import { EvidenceService } from '../evidence/evidence.service.js';
import { EvaluationService } from '../gate/evaluation.service.js';
import { type StandingOutcome, VerdictsRepository } from '../gate/verdicts.repository.js';
import { type ActivePolicyVersion, ActivePolicyStore } from '../policy/active-policy.store.js';
import { packPlaces } from '../scans/component-places.js';
import { type EncodedFindings, encodeFindings } from '../scans/encoded-findings.js';
import { IntakeLock } from '../scans/intake-lock.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { OutdatedScans } from '../scans/outdated-scans.js';
import { RecalledScans } from '../scans/recalled-scans.js';
import { ScanRecordsRepository, type StoredRecord } from '../scans/scan-records.repository.js';
import { type ArtifactRow, type KnownScan, ReportsRepository } from './reports.repository.js';
import type { Ingested, Intake } from './intake.js';
import { EvidenceMismatchError } from './reports.errors.js';
import { reportReceived, tagMoved } from './report-events.js';
import { componentRows } from './scan-columns.js';
import { lacksOf, recallOf, replacedBy, successorOf } from './succession.js';
import { remarksOnTag } from './tag-remark.js';

/** Writes a report, its scan and all that follows from it in one transaction: everything or nothing. */
@Injectable()
export class IngestService {
  constructor(
    private readonly audit: AuditLog,
    private readonly reports: ReportsRepository,
    private readonly intakeLock: IntakeLock,
    private readonly catalogue: CatalogueService,
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly recalled: RecalledScans,
    private readonly evidence: EvidenceService,
    private readonly outdatedScans: OutdatedScans,
    private readonly evaluation: EvaluationService,
    private readonly verdicts: VerdictsRepository,
    private readonly policies: ActivePolicyStore,
  ) {}

  async ingest(intake: Intake, signal: AbortSignal): Promise<Ingested> {
    const known = await this.reports.findArtifact(intake.name, intake.report.sha256, intake.given);
    if (known !== null) await this.outdatedScans.bringUpToDate(known.id);
    const active = await this.policies.get();
    if (intake.mismatches.length > 0 && !isMismatchAccepted(active)) throw new EvidenceMismatchError(intake.mismatches);
    // Before anything is held.
    const said = known?.hasScan === true ? null : await saidBy(intake, known === null);
    return this.audit.changeInSql(
      intake.origin.source,
      (sql, note) => this.write(sql, note, intake, active, said),
      signal,
    );
  }

  private async write(
    sql: TransactionSql,
    note: Note,
    intake: Intake,
    active: ActivePolicyVersion,
    said: Said | null,
  ): Promise<Ingested> {
    const { name, tag, receivedAt } = intake;
    await this.intakeLock.share(sql);
    const artifact = await this.reports.findOrCreateArtifact(sql, name, receivedAt);
    const reportId = await this.reports.findOrCreateReport(sql, intake.report);
    const bytes = await this.reports.findBytes(sql, artifact.id, reportId, intake.given);
    const since = bytes.firstReceivedAt ?? receivedAt;
    const placement = tag === null ? null : await this.reports.placeTag(sql, artifact, tag, since);
    const moved = tagMoved(name, tag, placement);
    if (bytes.scan !== null) {
      const answer = await this.answerKnown(sql, note, artifact, active, bytes.scan);
      for (const event of moved) await note(event);
      return { ...answer, ...withRemarks(bytes.scan, remarksOnTag(tag, placement)) };
    }
    // It was known a moment ago, and is gone, where nothing was made ready.
    const { record: asNew, own, encoded, content, places } = said ?? (await saidBy(intake, false));
    const record = { ...asNew, receivedAt: since.toISOString() };
    const catalogued = await this.catalogue.add(sql, intake.scan, content);
    const { stored, scan } = await this.addScan(sql, intake, artifact, {
      ...catalogued,
      record,
      own,
      places,
      reportId,
      firstReceivedAt: bytes.firstReceivedAt,
    });
    // Told after the report that caused them.
    const improvements: AuditNote[] = [];
    const collect: Note = async (event) => void improvements.push(event);
    await this.recalled.recallNew(sql, scan.scanId, artifact.imageId, {
      tool: record.tool.name,
      toolVersion: record.tool.version,
      sender: record.sender,
      receivedAt,
    });
    const fresh = { scan: intake.scan, stored, findings: encoded };
    const { verdicts, stamps } = await this.evidence.refresh(
      sql,
      { id: artifact.id, image: name.image, digest: name.digest },
      { report: { fresh, receivedAt }, evaluate: { active, at: receivedAt, note: collect } },
    );
    const ingested = {
      ...scan,
      ...withRemarks(scan, remarksOnTag(tag, placement)),
      artifactId: artifact.id,
      verdicts: verdicts.map(outcomeOf),
      isNew: true,
      replaced: replacedBy(scan.scanId, stamps),
      replacedBy: successorOf(scan.scanId, stamps),
      recall: recallOf(scan.scanId, stamps),
      lacks: lacksOf(scan.scanId, stamps),
    };
    for (const event of [reportReceived(intake, ingested), ...moved, ...improvements]) await note(event);
    return ingested;
  }

  /** With the verdicts as the gate gives them now. */
  private async answerKnown(
    sql: Sql,
    note: Note,
    artifact: ArtifactRow,
    active: ActivePolicyVersion,
    known: KnownScan,
  ): Promise<Ingested> {
    const gated = await this.verdicts.lockArtifact(sql, artifact.id);
    if (gated === null) throw new Error(`artifact ${artifact.id} is gone`);
    // What is better now is so by time or policy: a report that was known has changed nothing.
    const bySystem: Note = (event) => note(event, SYSTEM);
    const verdicts = await this.evaluation.standingOrNew(sql, bySystem, gated, active, new Date());
    const stamps = await this.lacked.fill(sql, await this.records.listStamps(sql, artifact.id));
    return {
      ...known,
      artifactId: artifact.id,
      verdicts: verdicts.map(outcomeOf),
      isNew: false,
      replaced: [],
      replacedBy: successorOf(known.scanId, stamps),
      recall: recallOf(known.scanId, stamps),
      lacks: lacksOf(known.scanId, stamps),
    };
  }

  private async addScan(
    sql: Sql,
    { scan, given, origin, mismatches, warnings, warningCount, receivedAt }: Intake,
    artifact: ArtifactRow,
    { wordIds, componentIds, record, own, places, reportId, firstReceivedAt }: ReadReport,
  ): Promise<{ stored: StoredRecord; scan: KnownScan }> {
    const counts = countBySeverity(own.map(({ finding }) => finding));
    const scanId = await this.reports.createScan(sql, {
      artifactId: artifact.id,
      reportId,
      scan,
      receivedAt,
      firstReceivedAt,
      sender: origin.sender,
      given,
      mismatches,
      withoutPurlCount: countComponents([scan]).componentsWithoutPurl,
      counts,
      warnings,
      warningCount,
      wordIds,
      ...componentRows(scan, componentIds),
      places,
    });
    const problemIds = await this.reports.createProblems(sql, scanId, scan.problems);
    const { format, skipped, skippedCount } = scan;
    return {
      stored: {
        scanId,
        record,
        isWhole: true,
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
}

/** What a report says, by itself: what takes a processor's time and no row. */
interface Said {
  readonly content: CatalogueContent;
  /** As if its bytes had never come before. */
  readonly record: ScanRecord;
  readonly own: readonly UnitedFinding[];
  /** The same, as they are kept where no other scan counts; only for an artifact that is new. */
  readonly encoded: EncodedFindings | null;
  /** Of its components, as `packPlaces` writes them. */
  readonly places: readonly Buffer[];
}

async function saidBy(intake: Intake, isNewArtifact: boolean): Promise<Said> {
  const { scan, report, given, origin, mismatches, receivedAt } = intake;
  const at = receivedAt.toISOString();
  const beside = { given, sender: origin.sender, mismatches };
  const record = { ...recordOf(scan, `sha256:${report.sha256}`, at, beside), saidAt: at };
  const own = uniteWithClaims([record]);
  // Deflated meanwhile.
  const deflated = Promise.all([isNewArtifact ? encodeFindings(own) : null, packPlaces(scan.components)]);
  const content = catalogueContentOf(scan);
  const [encoded, places] = await deflated;
  return { content, record, own, encoded, places };
}

/** What a report was read as, and the rows of its bytes and its content. */
interface ReadReport extends Catalogued {
  readonly record: ScanRecord;
  readonly own: readonly UnitedFinding[];
  readonly places: readonly Buffer[];
  readonly reportId: number;
  readonly firstReceivedAt: Date | null;
}

/** What is said to the sender alone, before what is kept. */
function withRemarks(
  { warnings, warningCount }: Pick<KnownScan, 'warnings' | 'warningCount'>,
  remarks: readonly Remark[],
): Pick<KnownScan, 'warnings' | 'warningCount'> {
  return { warnings: [...remarks, ...warnings].slice(0, 100), warningCount: warningCount + remarks.length };
}

/** An environment that takes such reports keeps them for all; the others' rule `evidence.mismatch` does not pass on them. */
function isMismatchAccepted({ policy }: ActivePolicyVersion): boolean {
  return policy.environments.some(({ settings }) => settings.evidence?.mismatch === 'accept');
}

function outcomeOf({ environment, outcome }: StandingOutcome): StandingOutcome {
  return { environment, outcome };
}

function pairOf<Key, Value>(key: Key | undefined, value: Value): [Key, Value][] {
  return key === undefined ? [] : [[key, value]];
}
