import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { Configuration } from '../../config/configuration.js';
import { reportLimitsOf } from '../../config/report-limits.js';
import { uniteWithClaims } from '../../core/findings/unite-findings.js';
import { currentScans } from '../../core/gate/current-scans.js';
import { countComponents, recordOf } from '../../core/gate/scan-record.js';
import { countBySeverity } from '../../core/model/severity.js';
import { type GivenFacts, withGivenFacts } from '../../core/reports/given-facts.js';
import { readGivenText } from '../../core/reports/given-text.js';
import { parseReport } from '../../core/reports/parse-report.js';
import { ReportError } from '../../core/reports/report-error.js';
import type { Scan } from '../../core/reports/scan.js';
import { Database, type Sql, type TransactionSql } from '../../database/database.js';
import { ArchiveDamageError, StoredReports } from '../archive/stored-reports.js';
import { CatalogueService } from '../catalogue/catalogue.service.js';
import { EvidenceService } from '../evidence/evidence.service.js';
import { EvaluationTooHeavyError } from '../gate/gate.errors.js';
import { VerdictsRepository } from '../gate/verdicts.repository.js';
import { packPlaces } from '../scans/component-places.js';
import { IntakeLock } from '../scans/intake-lock.js';
import { StoredFindingsRepository } from '../scans/stored-findings.repository.js';
import { OutdatedScans } from '../scans/outdated-scans.js';
import { RecalledScans } from '../scans/recalled-scans.js';
import { ScanRecordsRepository } from '../scans/scan-records.repository.js';
import { type OutdatedScan, ReadingAgainRepository } from './reading-again.repository.js';
import { ReportTooHeavyError } from './reports.errors.js';
import { componentRows } from './scan-columns.js';
import { ReportsRepository } from './reports.repository.js';
import { MemoryWatch } from './worker/memory-watch.js';

/** A stored scan, and what its report says to this version; the reason where it cannot be read. */
interface ReadAgain {
  readonly outdated: OutdatedScan;
  readonly read: Scan | string;
}

/**
 * Reads an artifact's reports again that an earlier version took in, before a verdict rests on them: what that version did not
 * look at, such as the word that a run failed, is in the bytes as received and nowhere else. Where an artifact has no findings in this
 * version's layout, it has them made.
 */
@Injectable()
export class ReadingAgainService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly scans: ReadingAgainRepository,
    private readonly stored: StoredReports,
    private readonly reports: ReportsRepository,
    private readonly intake: IntakeLock,
    private readonly catalogue: CatalogueService,
    private readonly records: ScanRecordsRepository,
    private readonly recalled: RecalledScans,
    private readonly findings: StoredFindingsRepository,
    private readonly verdicts: VerdictsRepository,
    private readonly evidence: EvidenceService,
    private readonly outdatedScans: OutdatedScans,
    private readonly configuration: Configuration,
    private readonly memory: MemoryWatch,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.outdatedScans.readBy((artifactId) => this.readAgain(artifactId));
  }

  async readAgain(artifactId: number): Promise<void> {
    while (!(await this.tryToReadAgain(artifactId)))
      this.log.info({ artifactId }, 'more to read again has come meanwhile');
  }

  /** False where more came meanwhile: then nothing was written. */
  private async tryToReadAgain(artifactId: number): Promise<boolean> {
    const outdated = await this.listOutdated(this.database, artifactId);
    const hasFindings = await this.findings.has(this.database, artifactId);
    if (outdated.scans.length === 0 && !outdated.hasPending && hasFindings) return true;
    const readAgain: ReadAgain[] = [];
    for (const scan of outdated.scans) readAgain.push({ outdated: scan, read: await this.read(scan) });
    const isDone = await this.database.transaction((sql) => this.write(sql, artifactId, readAgain));
    if (isDone) this.log.info({ artifactId, scans: outdated.scans.length }, 'brought an artifact up to date');
    return isDone;
  }

  /** After a recall, or its undoing, every scan that counts is read again. */
  private async listOutdated(sql: Sql, artifactId: number): Promise<{ scans: OutdatedScan[]; hasPending: boolean }> {
    const hasPending = await this.recalled.hasPending(sql, artifactId);
    const stamps = hasPending ? await this.records.listStamps(sql, artifactId) : [];
    const current = currentScans(stamps).map(({ scanId }) => scanId);
    return { scans: await this.scans.listOutdated(sql, artifactId, current), hasPending };
  }

  private async read(outdated: OutdatedScan): Promise<Scan | string> {
    const { reportId, format } = outdated;
    if (await this.scans.isArchiveRemoved(this.database, reportId)) return REMOVED;
    try {
      const scan = await parseReport(this.memory.over(this.stored.read(reportId)), {
        format,
        limits: reportLimitsOf((name) => this.configuration.get(name)),
      });
      return withGivenFacts(scan, saidBeside(outdated, scan));
    } catch (error) {
      if (error instanceof ReportError) return error.message;
      // No fault of the report, which an operator with more memory reads: what it says must not be lost.
      if (error instanceof ReportTooHeavyError) throw new EvaluationTooHeavyError('INGEST_MEMORY_LIMIT_MB');
      if (error instanceof ArchiveDamageError) return 'its archive is damaged';
      throw error;
    }
  }

  private async write(sql: TransactionSql, artifactId: number, reads: readonly ReadAgain[]): Promise<boolean> {
    await this.intake.share(sql);
    const artifact = await this.verdicts.lockArtifact(sql, artifactId);
    if (artifact === null) return true;
    // Another replica may have done it while this one waited for the artifact.
    const { scans, hasPending } = await this.listOutdated(sql, artifactId);
    const waiting = new Set(scans.map(({ scanId }) => scanId));
    const toWrite = reads.filter(({ outdated }) => waiting.has(outdated.scanId));
    if (toWrite.length < waiting.size) return false;
    for (const { outdated, read } of toWrite) {
      if (typeof read === 'string') await this.scans.markUnreadable(sql, outdated.scanId, read);
      else await this.rewrite(sql, outdated, read);
    }
    // The current verdicts have ended; requests to the gate evaluate new ones.
    await this.evidence.refresh(sql, artifact, { report: null, evaluate: null });
    if (hasPending) await this.recalled.markApplied(sql, artifactId);
    return true;
  }

  private async rewrite(sql: TransactionSql, { scanId, report, receivedAt }: OutdatedScan, scan: Scan): Promise<void> {
    const { wordIds, componentIds } = await this.catalogue.add(sql, scan);
    const findings = uniteWithClaims([recordOf(scan, report, receivedAt.toISOString())]);
    await this.scans.update(sql, scanId, {
      scan,
      warnings: scan.warnings,
      warningCount: scan.warningCount,
      counts: countBySeverity(findings.map(({ finding }) => finding)),
      withoutPurlCount: countComponents([scan]).componentsWithoutPurl,
      wordIds,
      ...componentRows(scan, componentIds),
      places: await packPlaces(scan.components),
    });
    await this.reports.createProblems(sql, scanId, scan.problems);
  }
}

/** Where it was not kept, it is what the scan has and its report does not say: only Trivy's leave out what was looked for and not found. */
function saidBeside({ format, covers, databaseDate, given, isGivenKept }: OutdatedScan, scan: Scan): GivenFacts {
  if (isGivenKept) return readGivenText(given);
  return {
    databaseDate: databaseDate?.toISOString(),
    covers: format === 'trivy' ? covers.filter((kind) => !scan.attempted.includes(kind)) : [],
  };
}

/** By retention: then the scan spoke for nothing, and only a recall has it speak again. */
const REMOVED = 'its bytes were removed by the retention of the policy. Scan the image again';
