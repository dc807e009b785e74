import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';
import { reportLimitsOf } from '../../config/report-limits.js';
import { withGivenFacts } from '../../core/reports/given-facts.js';
import { parseReport } from '../../core/reports/parse-report.js';
import { givenText } from '../../core/reports/given-text.js';
import { mismatchesOf } from '../../core/reports/mismatches.js';
import { ReportError } from '../../core/reports/report-error.js';
import type { Remark, Scan } from '../../core/reports/scan.js';
import { missingNames, resolveSubject } from '../../core/reports/subject.js';
import { type ArchivedReport, ARCHIVE_PIECE, archiveEncodingOf } from '../archive/archived-report.js';
import { compress } from '../archive/compress.js';
import { type BodyLimits, decodeBody, type Decoding } from '../archive/decode-body.js';
import { ReportHash } from '../archive/report-hash.js';
import type { KeptBody } from './body-spool.js';
import { bytesOf, PIECE } from './kept-bytes.js';
import type { ReportQuery } from './dto/report-query.dto.js';
import type { ReceiptReplacement, ReportReceipt } from './dto/report-receipt.dto.js';
import { IngestService } from './ingest.service.js';
import type { Ingested, Origin } from './intake.js';
import { MemoryWatch } from './worker/memory-watch.js';
import { ImageUnnamedError, ReportRefusedError } from './reports.errors.js';

/** A report that has arrived, and what was said beside it: data alone. */
export interface Arrived {
  readonly body: KeptBody;
  readonly query: ReportQuery;
  /** Its slug. */
  readonly project: string;
  readonly origin: Origin;
}

export interface TakenIn {
  readonly receipt: ReportReceipt;
  /** Of the report, as decoded. */
  readonly sizeBytes: number;
}

/** Reads a report that has arrived, and has it written: all of the work that takes a processor's time. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly configuration: Configuration,
    private readonly ingest: IngestService,
    private readonly memory: MemoryWatch,
  ) {}

  async take({ body, query, project, origin }: Arrived): Promise<TakenIn> {
    const { scan, report } = await this.read(body, query);
    const missing = missingNames(scan, query);
    if (query.requireImage === true && missing.image) throw new ImageUnnamedError(scan.subject.name, missing);
    const subject = resolveSubject(scan, query, `sha256:${report.sha256}`);
    const receivedAt = new Date();
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
        mismatches: mismatchesOf(scan, subject, receivedAt.toISOString()),
        receivedAt,
      },
      // A client that leaves after its last byte still gets its report taken in; if it sends it again, it gets the same
      // answer.
      AbortSignal.timeout(this.configuration.get('HANDLER_TIMEOUT_MS')),
    );
    return { receipt: toReceipt(ingested, subject), sizeBytes: report.sizeBytes };
  }

  /** Parses and hashes the body piece by piece; the whole of it is never held. */
  private async read(kept: KeptBody, query: ReportQuery): Promise<{ scan: Scan; report: ArchivedReport }> {
    const limits = {
      bytes: this.configuration.get('BODY_LIMIT'),
      ratio: kept.isCompressedHere ? Infinity : this.configuration.get('DECOMPRESSION_RATIO_LIMIT'),
    };
    const hash = new ReportHash();
    const decoding: Decoding = { sent: 0, isExact: false };
    try {
      const decoded = decodeBody(bytesOf(kept, PIECE), kept.encoding, limits, decoding);
      const body = this.memory.over(hash.over(decoded));
      const scan = await parseReport(body, {
        ...(query.format === undefined ? {} : { format: query.format }),
        strict: query.strict ?? false,
        limits: reportLimitsOf((name) => this.configuration.get(name)),
      });
      const report = hash.end();
      const archive = await archiveOf(kept, decoding, report.sizeBytes, limits);
      return { scan: withGivenFacts(scan, query), report: { ...report, ...archive } };
    } catch (error) {
      throw error instanceof ReportError ? new ReportRefusedError(error) : error;
    }
  }
}

/**
 * What was compressed is kept as it is, unless it holds more than the report, or is larger: bytes that do not belong to
 * the report are not stored. All else is compressed.
 */
async function archiveOf(
  kept: KeptBody,
  { sent, isExact }: Decoding,
  sizeBytes: number,
  limits: BodyLimits,
): Promise<Pick<ArchivedReport, 'encoding' | 'pieces'>> {
  const encoding = archiveEncodingOf(kept.encoding);
  if (encoding !== null && isExact && (kept.isCompressedHere || sent <= sizeBytes)) {
    return { encoding, pieces: { [Symbol.asyncIterator]: () => bytesOf(kept, ARCHIVE_PIECE) } };
  }
  return { encoding: 'br', pieces: await compress(decodeBody(bytesOf(kept, PIECE), kept.encoding, limits)) };
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
    lacks: ingested.lacks && { count: ingested.lacks.count, names: [...ingested.lacks.names] },
    recall: ingested.recall && { id: ingested.recall.id, reason: ingested.recall.reason },
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
