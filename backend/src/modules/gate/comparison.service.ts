import { Injectable } from '@nestjs/common';
import { compare } from '../../core/compare/compare.js';
import { type ComparisonJson, comparisonJson } from '../../core/compare/comparison-json.js';
import type { ComparedSide } from '../../core/compare/side.js';
import { currentScans } from '../../core/gate/current-scans.js';
import { Database, type Sql } from '../../database/database.js';
import { ListedComponentsRepository } from '../scans/listed-components.repository.js';
import { StoredFacts } from './stored-facts.js';
import { VerdictsRepository } from './verdicts.repository.js';

export interface ComparisonAsked {
  readonly artifactId: number;
  /** The artifact that it is compared with. */
  readonly beforeId: number;
}

/** What changed between two artifacts, by everybody's current scans. Much work: not where requests are answered. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly facts: StoredFacts,
    private readonly components: ListedComponentsRepository,
  ) {}

  /** Null where one of them is gone. */
  async compare({ artifactId, beforeId }: ComparisonAsked): Promise<ComparisonJson | null> {
    return this.database.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const before = await this.sideOf(sql, beforeId);
      const after = artifactId === beforeId ? before : await this.sideOf(sql, artifactId);
      if (before === null || after === null) return null;
      return comparisonJson(compare(before, after), before, after);
    });
  }

  private async sideOf(sql: Sql, artifactId: number): Promise<ComparedSide | null> {
    const artifact = await this.verdicts.findById(sql, artifactId);
    if (artifact === null) return null;
    const history = await this.facts.historyOf(sql, artifactId);
    const facts = await this.facts.ofEverybody(sql, artifact, history);
    const scanIds = currentScans(history).map(({ scanId }) => scanId);
    return { facts, components: await this.components.list(sql, artifactId, scanIds) };
  }
}
