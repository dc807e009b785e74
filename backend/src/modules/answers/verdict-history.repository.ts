import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** verdict.id of two verdicts for one environment. */
export type VerdictPair = { fromRow: number; row: number };

/** Which verdicts came before which. */
@Injectable()
export class VerdictHistoryRepository {
  constructor(private readonly database: Database) {}

  /** The last verdict before `row` of the same artifact and environment that had another outcome, and the one that followed it. Null where none had. */
  async findTurn(row: number): Promise<VerdictPair | null> {
    const [turn] = await this.database.query<VerdictPair>(
      `WITH asked AS (SELECT * FROM verdict WHERE id = $1), other AS (
         SELECT verdict.* FROM verdict, asked WHERE ${isOfSame('asked')}
           AND (verdict.evaluated_at, verdict.id) < (asked.evaluated_at, asked.id) AND verdict.outcome <> asked.outcome
         ORDER BY verdict.evaluated_at DESC, verdict.id DESC LIMIT 1)
       SELECT other.id AS "fromRow", (
         SELECT verdict.id FROM verdict WHERE ${isOfSame('other')}
           AND (verdict.evaluated_at, verdict.id) > (other.evaluated_at, other.id)
         ORDER BY verdict.evaluated_at, verdict.id LIMIT 1) AS row
       FROM other`,
      [row],
    );
    return turn ?? null;
  }

  /** verdict.id of the first that the artifact of this verdict had for its environment. */
  async findFirst(row: number): Promise<number> {
    const [first] = await this.database.query<{ id: number }>(
      `WITH asked AS (SELECT * FROM verdict WHERE id = $1)
       SELECT verdict.id FROM verdict, asked WHERE ${isOfSame('asked')} ORDER BY verdict.evaluated_at, verdict.id LIMIT 1`,
      [row],
    );
    return first?.id ?? row;
  }

  /**
   * verdict.id of the last that another artifact had for the environment of this verdict when this was given; if it had none yet, of the first that it
   * was given. Null where it has none.
   */
  async findBeside(artifactId: number, row: number): Promise<number | null> {
    const [beside] = await this.database.query<{ id: number | null }>(
      `SELECT coalesce(
         (SELECT verdict.id FROM verdict WHERE verdict.artifact_id = $1 AND verdict.environment = asked.environment
            AND verdict.evaluated_at <= asked.evaluated_at ORDER BY verdict.evaluated_at DESC, verdict.id DESC LIMIT 1),
         (SELECT verdict.id FROM verdict WHERE verdict.artifact_id = $1 AND verdict.environment = asked.environment
          ORDER BY verdict.evaluated_at, verdict.id LIMIT 1)) AS id
       FROM verdict AS asked WHERE asked.id = $2`,
      [artifactId, row],
    );
    return beside?.id ?? null;
  }
}

/** The SQL of whether `verdict` is of the artifact and for the environment of another one. */
function isOfSame(other: string): string {
  return `verdict.artifact_id = ${other}.artifact_id AND verdict.environment = ${other}.environment`;
}
