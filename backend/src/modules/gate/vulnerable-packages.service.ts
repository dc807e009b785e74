import { Injectable } from '@nestjs/common';
import { currentScans } from '../../core/gate/current-scans.js';
import { severityRank } from '../../core/model/severity.js';
import { type VulnerablePackage, vulnerablePackages } from '../../core/path/vulnerable-packages.js';
import { distributionKeys } from '../../core/upgrades/package-group.js';
import { Database } from '../../database/database.js';
import { PackageSources } from './package-sources.js';
import { StoredFacts } from './stored-facts.js';
import { VerdictsRepository } from './verdicts.repository.js';

export interface PackagesAsked {
  readonly artifactId: number;
  /** The last one of the page before. Null: from the first on. */
  readonly after: Pick<VulnerablePackage, 'id' | 'worstSeverity' | 'findingCount'> | null;
  readonly limit: number;
}

export interface ListedPackages {
  readonly packages: readonly VulnerablePackage[];
  readonly hasMore: boolean;
  readonly total: number;
}

/**
 * An artifact's vulnerabilities by package, by the current scans of all senders. Heavy work: not in the thread that
 * answers requests.
 */
@Injectable()
export class VulnerablePackagesService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly facts: StoredFacts,
    private readonly sources: PackageSources,
  ) {}

  /** Null for an artifact that is gone. */
  async list({ artifactId, after, limit }: PackagesAsked): Promise<ListedPackages | null> {
    return this.database.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const artifact = await this.verdicts.findById(sql, artifactId);
      if (artifact === null) return null;
      const history = await this.facts.historyOf(sql, artifactId);
      const { findings } = await this.facts.ofEverybody(sql, artifact, history);
      const scanIds = currentScans(history).map(({ scanId }) => scanId);
      const sourceOf = await this.sources.of(sql, { findings, scanIds, keys: distributionKeys(findings) });
      const all = vulnerablePackages(findings, sourceOf);
      const start = startOf(all, after);
      return { packages: all.slice(start, start + limit), hasMore: all.length > start + limit, total: all.length };
    });
  }
}

/** Where the page begins. A package that is gone since leaves its place by what it was sorted by. */
function startOf(all: readonly VulnerablePackage[], after: PackagesAsked['after']): number {
  if (after === null) return 0;
  const place = all.findIndex(({ id }) => id === after.id);
  if (place >= 0) return place + 1;
  const next = all.findIndex((each) => isBehind(each, after));
  return next < 0 ? all.length : next;
}

function isBehind(each: VulnerablePackage, after: NonNullable<PackagesAsked['after']>): boolean {
  const worse = severityRank(after.worstSeverity) - severityRank(each.worstSeverity);
  return worse > 0 || (worse === 0 && each.findingCount < after.findingCount);
}
