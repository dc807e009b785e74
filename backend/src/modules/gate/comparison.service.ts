import { Injectable } from '@nestjs/common';
import { type BuildChange, buildChange } from '../../core/compare/build-change.js';
import { compare } from '../../core/compare/compare.js';
import { type ComparisonJson, comparisonJson } from '../../core/compare/comparison-json.js';
import { Database } from '../../database/database.js';
import { ComparedSides } from './compared-sides.js';

export interface ComparisonAsked {
  readonly artifactId: number;
  /** The artifact that it is compared with. */
  readonly beforeId: number;
}

/**
 * What changed between two artifacts, by the current scans of all senders. Heavy work: not in the thread that answers
 * requests.
 */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly database: Database,
    private readonly sides: ComparedSides,
  ) {}

  /** Null where one of them is gone. */
  async compare({ artifactId, beforeId }: ComparisonAsked): Promise<ComparisonJson | null> {
    return this.database.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const before = await this.sides.find(sql, beforeId);
      const after = artifactId === beforeId ? before : await this.sides.find(sql, artifactId);
      if (before === null || after === null) return null;
      return comparisonJson(compare(before, after), before, after);
    });
  }

  /** The same in numbers. */
  async count({ artifactId, beforeId }: ComparisonAsked): Promise<BuildChange | null> {
    return this.database.snapshot(async (sql) => {
      const [before, after] = [await this.sides.find(sql, beforeId), await this.sides.find(sql, artifactId)];
      return before === null || after === null ? null : buildChange(before, compare(before, after));
    });
  }
}
