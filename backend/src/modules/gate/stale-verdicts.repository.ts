import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';
import { isExpired, isStanding } from './standing-verdict.js';

/** The active policy, as far as it takes to tell which verdicts stand. */
export interface PolicyInForce {
  readonly id: number;
  readonly environments: readonly string[];
}

/** How many of how many artifacts have verdicts that stand for every environment. */
export type DecidedCount = { decided: number; artifacts: number };

/** Artifacts whose verdicts no longer stand. */
@Injectable()
export class StaleVerdictsRepository {
  constructor(private readonly database: Database) {}

  async count({ id, environments }: PolicyInForce): Promise<number> {
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM artifact WHERE ${IS_STALE}`,
      [id, environments],
    );
    return counted?.count ?? 0;
  }

  /** Newest first, of those that are older than `before`. */
  async listBefore(before: number | null, { id, environments }: PolicyInForce, most: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT artifact.id FROM artifact WHERE ($3::int IS NULL OR artifact.id < $3) AND ${IS_STALE} ORDER BY artifact.id DESC LIMIT $4`,
      [id, environments, before, most],
    );
    return rows.map((row) => row.id);
  }

  /** Those with expired verdicts, whatever others are current; the longest expired first. */
  async listExpired(
    environments: readonly string[],
    at: Date,
    except: readonly number[],
    most: number,
  ): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT artifact_id AS id FROM artifact_verdict AS standing
       WHERE ${isExpired('$2')} AND environment = ANY ($1::text[]) AND artifact_id <> ALL ($3::int[])
       GROUP BY artifact_id ORDER BY min(holds_until), artifact_id LIMIT $4`,
      [environments, at, except, most],
    );
    return rows.map(({ id }) => id);
  }

  async countDecided({ id, environments }: PolicyInForce, scope: ProjectScope): Promise<DecidedCount> {
    const [counted] = await this.database.query<DecidedCount>(
      `SELECT count(*)::int AS artifacts, (count(*) FILTER (WHERE NOT (${IS_STALE})))::int AS decided
       FROM artifact JOIN image ON image.id = image_id WHERE $3::int[] IS NULL OR project_id = ANY ($3)`,
      [id, environments, scopeParameter(scope)],
    );
    return counted ?? { decided: 0, artifacts: 0 };
  }
}

/** With the policy's row as $1 and its environments as $2. */
const IS_STALE = `(SELECT count(*) FROM artifact_verdict AS standing
  WHERE standing.artifact_id = artifact.id AND ${isStanding({ policy: '$1', environments: '$2' })}) < cardinality($2::text[])`;
