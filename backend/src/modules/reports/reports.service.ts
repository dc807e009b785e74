import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Configuration } from '../../config/configuration.js';
import { withGivenFacts } from '../../core/reports/given-facts.js';
import { parseReport } from '../../core/reports/parse-report.js';
import { ReportError } from '../../core/reports/report-error.js';
import { givenText } from '../../core/reports/given-text.js';
import type { Remark, Scan } from '../../core/reports/scan.js';
import type { ProjectScope } from '../access/project-scope.js';
import { missingNames, resolveSubject } from '../../core/reports/subject.js';
import { Metrics } from '../metrics/metrics.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import type { ReportQuery } from './dto/report-query.dto.js';
import type { ReceiptReplacement, ReportReceipt } from './dto/report-receipt.dto.js';
import { IngestSlots } from './ingest-slots.js';
import { IngestService } from './ingest.service.js';
import type { Ingested, Origin } from './intake.js';
import { type ArchivedReport, ReportArchive } from './report-archive.js';
import { readBody } from './report-body.js';
import { ImageUnnamedError, ReportRefusedError } from './reports.errors.js';

/** Takes reports in. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly configuration: Configuration,
    private readonly slots: IngestSlots,
    private readonly ingest: IngestService,
    private readonly projects: Projects,
    private readonly defaultProject: DefaultProject,
    private readonly metrics: Metrics,
  ) {}

  async receive(
    request: FastifyRequest,
    query: ReportQuery,
    scope: ProjectScope,
    origin: Origin,
  ): Promise<ReportReceipt> {
    const project = query.project ?? (await this.defaultProject.slugFor(scope));
    // Only who may send reports to every project makes a new one by naming it.
    if (scope !== 'all') await this.projects.idOf(project, scope);
    return this.slots.run(async () => {
      const stop = this.metrics.ingestSeconds.startTimer();
      try {
        const receipt = await this.take(request, query, project, origin);
        this.metrics.reports.inc({ format: receipt.format, result: receipt.isNew ? 'new' : 'known' });
        stop();
        return receipt;
      } catch (error) {
        this.metrics.reports.inc({ format: 'none', result: 'refused' });
        throw error;
      }
    });
  }

  private async take(
    request: FastifyRequest,
    query: ReportQuery,
    project: string,
    origin: Origin,
  ): Promise<ReportReceipt> {
    const { scan, report } = await this.read(request, query);
    const missing = missingNames(scan, query);
    if (query.requireImage === true && missing.image) throw new ImageUnnamedError(scan.subject.name, missing);
    const subject = resolveSubject(scan, query, `sha256:${report.sha256}`);
    const ingested = await this.ingest.ingest(
      {
        name: { project, image: subject.image, digest: subject.digest },
        tag: subject.tag,
        given: givenText({ ...query, tag: subject.tag === scan.subject.tag ? null : subject.tag }),
        origin,
        scan,
        report,
        warnings: [...subject.warnings, ...scan.warnings].slice(0, 100),
        warningCount: subject.warnings.length + scan.warningCount,
        receivedAt: new Date(),
      },
      // A client that leaves after its last byte still gets its report taken in; it may ask again and hears the same.
      AbortSignal.timeout(this.configuration.get('HANDLER_TIMEOUT_MS')),
    );
    this.metrics.reportBytes.inc(report.sizeBytes);
    if (ingested.isNew) this.metrics.reportFindings.inc(Object.values(ingested.counts).reduce((a, b) => a + b));
    return toReceipt(ingested, subject);
  }

  /** Parses, hashes and compresses the body while it comes in; the whole of it is never held. */
  private async read(request: FastifyRequest, query: ReportQuery): Promise<{ scan: Scan; report: ArchivedReport }> {
    const limits = {
      bytes: this.configuration.get('BODY_LIMIT'),
      ratio: this.configuration.get('DECOMPRESSION_RATIO_LIMIT'),
    };
    const archive = new ReportArchive();
    try {
      const body = archive.watch(readBody(request, limits));
      const scan = await parseReport(body, {
        ...(query.format === undefined ? {} : { format: query.format }),
        strict: query.strict ?? false,
      });
      const report = await archive.finish();
      return { scan: withGivenFacts(scan, query), report };
    } catch (error) {
      archive.discard();
      throw error instanceof ReportError ? new ReportRefusedError(error) : error;
    }
  }
}

function toReceipt(ingested: Ingested, { image, digest }: { image: string; digest: string }): ReportReceipt {
  const { critical, high, medium, low, unknown } = ingested.counts;
  return {
    scanId: String(ingested.scanId),
    artifactId: String(ingested.artifactId),
    image,
    digest,
    format: ingested.format,
    counts: { critical, high, medium, low, unknown },
    components: ingested.components,
    verdicts: [...ingested.verdicts],
    warnings: ingested.warnings.map(toRemark),
    skipped: ingested.skipped.map(toRemark),
    skippedCount: ingested.skippedCount,
    warningCount: ingested.warningCount,
    isNew: ingested.isNew,
    platform: ingested.platform,
    failures: ingested.failures.map(toRemark),
    replaced: ingested.replaced.map(toReplaced),
    replacedBy: ingested.replacedBy === null ? null : String(ingested.replacedBy),
  };
}

function toReplaced({ scan, kinds, isWhole }: Ingested['replaced'][number]): ReceiptReplacement {
  const { scanId, scannedAt, receivedAt, componentCount, findingCount } = scan;
  return { scanId: String(scanId), scannedAt, receivedAt, kinds: [...kinds], isWhole, componentCount, findingCount };
}

/** PostgreSQL gives the keys back in an order of its own; a known report is answered like a new one. */
function toRemark({ pointer, message }: Remark): Remark {
  return { pointer, message };
}
