import { Injectable } from '@nestjs/common';
import { READER_VERSION } from '../../core/reports/reader-version.js';
import { Database, type TransactionSql } from '../../database/database.js';
import { EvidenceService } from '../evidence/evidence.service.js';
import { VerdictsRepository } from '../gate/verdicts.repository.js';
import { RecalledScans } from '../scans/recalled-scans.js';
import { StoredFindingsRepository } from '../scans/stored-findings.repository.js';
import { PostingCheck } from './posting-check.js';
import { differingParts, readSnapshot } from './artifact-snapshot.js';

/**
 * What is the matter with an artifact: nothing, also where it is still to be posted; or that it waits to be brought up to date, or what
 * differs.
 */
export type ArtifactCheck = 'same' | 'unposted' | 'waiting' | { readonly differences: readonly string[] };

/** Nothing of what was tried is kept. */
class UndoneError extends Error {
  constructor(readonly result: ArtifactCheck) {
    super('undone');
  }
}

/** Whether deriving an artifact's state again would change anything. It is tried, and undone: whatever is derived, this finds it. */
@Injectable()
export class DerivedStateCheck {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly recalled: RecalledScans,
    private readonly findings: StoredFindingsRepository,
    private readonly evidence: EvidenceService,
    private readonly postings: PostingCheck,
  ) {}

  /** Holds the artifact meanwhile. */
  async check(artifactId: number): Promise<ArtifactCheck> {
    try {
      return await this.database.transaction(async (sql) => {
        throw new UndoneError(await this.tryRefresh(sql, artifactId));
      });
    } catch (error) {
      if (error instanceof UndoneError) return error.result;
      throw error;
    }
  }

  private async tryRefresh(sql: TransactionSql, artifactId: number): Promise<ArtifactCheck> {
    const artifact = await this.verdicts.lockArtifact(sql, artifactId);
    const before = await readSnapshot(sql, artifactId);
    // It was deleted meanwhile.
    if (artifact === null || before === null) return 'same';
    if (await this.isWaiting(sql, artifactId)) return 'waiting';
    const mark = await this.postings.read(sql, artifactId);
    await this.evidence.refresh(sql, artifact, { report: null, evaluate: null });
    const after = await readSnapshot(sql, artifactId);
    const parts = after === null ? [] : differingParts(before, after);
    const differences = [
      ...parts.map((part) => `${part} is not what its scans say`),
      ...(mark === null ? [] : await this.postings.differences(sql, artifactId, mark)),
    ];
    if (differences.length === 0) return mark?.isPosted === true ? 'same' : 'unposted';
    const name = `artifact ${artifactId} (${artifact.image}@${artifact.digest})`;
    return { differences: differences.map((difference) => `${name}: ${difference}`) };
  }

  /** What lists show of it is brought up to date before a verdict rests on it. */
  private async isWaiting(sql: TransactionSql, artifactId: number): Promise<boolean> {
    const outdated = await sql.query('SELECT FROM scan WHERE artifact_id = $1 AND is_current AND reader < $2 LIMIT 1', [
      artifactId,
      READER_VERSION,
    ]);
    if (outdated.length > 0 || (await this.recalled.hasPending(sql, artifactId))) return true;
    return !(await this.findings.has(sql, artifactId));
  }
}
