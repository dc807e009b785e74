import { Injectable } from '@nestjs/common';
import { Job } from '../jobs/job.js';
import { CleanupRepository } from './cleanup.repository.js';

/** Deletes rows that have expired. */
@Injectable()
export class CleanupService {
  constructor(private readonly expired: CleanupRepository) {}

  @Job('cleanup', { every: '10m' })
  async run(): Promise<string | null> {
    const deleted = Object.entries(await this.expired.deleteExpired()).filter(([, count]) => count > 0);
    if (deleted.length === 0) return null;
    return `Deleted what has expired: ${deleted.map(([table, count]) => `${count} ${table}`).join(', ')}.`;
  }
}
