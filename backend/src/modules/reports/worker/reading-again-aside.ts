import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { OutdatedScans } from '../../scans/outdated-scans.js';
import { ReadingAgainRepository } from '../reading-again.repository.js';
import { IngestWorkers } from './ingest-workers.js';

/** Has an artifact brought up to date in a worker: once, however many ask. */
@Injectable()
export class ReadingAgainAside implements OnModuleInit {
  private readonly underWay = new Map<number, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly scans: ReadingAgainRepository,
    private readonly outdatedScans: OutdatedScans,
    private readonly workers: IngestWorkers,
  ) {}

  onModuleInit(): void {
    this.outdatedScans.readBy((artifactId) => this.bringUpToDate(artifactId));
  }

  private async bringUpToDate(artifactId: number): Promise<void> {
    if (!(await this.scans.isUpToDate(this.database, artifactId))) await this.readAgain(artifactId);
  }

  private readAgain(artifactId: number): Promise<void> {
    const before = this.underWay.get(artifactId);
    if (before !== undefined) return before;
    const reading = this.workers
      .runAside('readAgain', { artifactId })
      .then(() => undefined)
      .finally(() => this.underWay.delete(artifactId));
    this.underWay.set(artifactId, reading);
    return reading;
  }
}
