import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LOG, type Log } from '../../common/logging/log.js';
import { Configuration } from '../../config/configuration.js';
import type { ProjectScope } from '../access/project-scope.js';
import { Metrics } from '../metrics/metrics.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import { BodySpool } from './body-spool.js';
import type { ReportQuery } from './dto/report-query.dto.js';
import type { ReportReceipt } from './dto/report-receipt.dto.js';
import { FairShare } from './fair-share.js';
import { IngestSlots } from './ingest-slots.js';
import type { Origin } from './intake.js';
import type { Arrived } from './intake.service.js';
import { type Arrival, checkHeaders, receiveBody } from './report-body.js';
import { QueueFullError } from './reports.errors.js';
import { whoseTurn } from './whose-turn.js';
import { IngestWorkers } from './worker/ingest-workers.js';

/** Takes reports in: each arrives and is kept, waits for its turn, and is read then. */
@Injectable()
export class ReportsService {
  private readonly arrival: Arrival;
  private readonly queueLimit: number;
  private readonly underWay: FairShare;

  constructor(
    configuration: Configuration,
    private readonly spool: BodySpool,
    private readonly slots: IngestSlots,
    private readonly workers: IngestWorkers,
    private readonly projects: Projects,
    private readonly defaultProject: DefaultProject,
    private readonly metrics: Metrics,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.arrival = { mostBytes: configuration.get('BODY_LIMIT'), leastRate: configuration.get('INGEST_LEAST_RATE') };
    this.queueLimit = configuration.get('INGEST_QUEUE_LIMIT');
    this.underWay = new FairShare(this.queueLimit, Math.floor(this.queueLimit / 2));
  }

  async receive(
    request: FastifyRequest,
    query: ReportQuery,
    scope: ProjectScope,
    origin: Origin,
  ): Promise<ReportReceipt> {
    const project = query.project ?? (await this.defaultProject.slugFor(scope));
    // Only who may send reports to every project makes a new one by naming it.
    if (scope !== 'all') await this.projects.idOf(project, scope);
    await this.projects.refuseArchived(project);
    try {
      const receipt = await this.keep(request, { query, project, origin });
      if (hasLeft(request)) this.logLeft(request, project, receipt);
      return receipt;
    } catch (error) {
      this.metrics.reports.inc({ format: 'none', result: 'refused' });
      if (hasLeft(request)) this.logLeft(request, project, { ...query, scanId: null, artifactId: null });
      throw error;
    }
  }

  /** The client is gone, so the log has the result. */
  private logLeft(
    { id, principal }: FastifyRequest,
    project: string,
    { image, digest, artifactId, scanId }: Left,
  ): void {
    const sender = principal?.kind === 'token' ? principal.name : principal?.email;
    this.log.warn(
      { requestId: id, sender, project, image: image ?? null, digest: digest ?? null, artifactId, scanId },
      scanId === null
        ? 'the sender of a report left before it was taken in: nothing was kept'
        : 'the sender of a report left before it was answered: it was taken in',
    );
  }

  /** Until it is taken in, or refused. */
  private async keep(request: FastifyRequest, said: Omit<Arrived, 'body'>): Promise<ReportReceipt> {
    const sender = whoseTurn(request);
    const encoding = checkHeaders(request, this.arrival);
    if (!this.underWay.take(sender, 1)) throw new QueueFullError(this.queueLimit);
    const body = this.spool.begin(sender, encoding);
    try {
      await receiveBody(request.raw, body, this.arrival);
      const report = { ...said, body: await body.finish() };
      return await this.slots.run(sender, () => this.take(report));
    } finally {
      this.underWay.give(sender, 1);
      await body.free();
    }
  }

  private async take(report: Arrived): Promise<ReportReceipt> {
    const stop = this.metrics.ingestSeconds.startTimer();
    const { place } = report.body;
    const { receipt, sizeBytes } = await this.workers.run(
      'takeIn',
      report,
      'bytes' in place ? [place.bytes.buffer] : [],
    );
    stop();
    const { format, counts, isNew } = receipt;
    this.metrics.reports.inc({ format, result: isNew ? 'new' : 'known' });
    this.metrics.reportBytes.inc(sizeBytes);
    if (isNew) this.metrics.reportFindings.inc(Object.values(counts).reduce((sum, count) => sum + count));
    return receipt;
  }
}

/** As far as it is known of which artifact a report is, and which scan it became. */
interface Left {
  readonly image?: string | undefined;
  readonly digest?: string | undefined;
  readonly artifactId: string | null;
  readonly scanId: string | null;
}

function hasLeft({ raw }: FastifyRequest): boolean {
  return raw.socket.destroyed;
}
