import { Injectable } from '@nestjs/common';
import { arrayLiteral } from '../../database/array-literal.js';
import type { Sql } from '../../database/database.js';
import { intern, type Interned } from './intern.js';

export interface MatchRow {
  componentId: number;
  advisoryId: number;
}

/** Component × advisory, once for all artifacts. Thousands go in with one statement. */
@Injectable()
export class MatchCatalogueRepository {
  /** Returns ids by `matchKey`. */
  intern(sql: Sql, matches: ReadonlyMap<string, MatchRow>): Promise<Map<string, number>> {
    const RETURNED = `id, component_id || ':' || advisory_id AS key`;
    return intern(matches, {
      find: (keys) => {
        const rows = keys.map((key) => matches.get(key)).filter((row) => row !== undefined);
        return sql.query<Interned & Record<string, unknown>>(
          `SELECT ${RETURNED} FROM unnest($1::int[], $2::int[]) AS wanted (component_id, advisory_id)
           JOIN match USING (component_id, advisory_id)`,
          [
            arrayLiteral(rows.map(({ componentId }) => componentId)),
            arrayLiteral(rows.map(({ advisoryId }) => advisoryId)),
          ],
        );
      },
      insert: (rows) =>
        sql.query<Interned & Record<string, unknown>>(
          `INSERT INTO match (component_id, advisory_id) SELECT * FROM unnest($1::int[], $2::int[])
           ON CONFLICT (component_id, advisory_id) DO NOTHING RETURNING ${RETURNED}`,
          [
            arrayLiteral(rows.map(([, { componentId }]) => componentId)),
            arrayLiteral(rows.map(([, { advisoryId }]) => advisoryId)),
          ],
        ),
    });
  }
}

export function matchKey({ componentId, advisoryId }: MatchRow): string {
  return `${componentId}:${advisoryId}`;
}
