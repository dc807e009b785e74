import { Injectable } from '@nestjs/common';
import type { CursorKeys } from '../../common/paging/cursor.js';
import { Keyset, type SortKeys } from '../../common/paging/keyset.js';
import { collationFor, containing } from '../../common/paging/search-pattern.js';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import type { Sql } from '../../database/database.js';
import { componentsOf } from '../scans/components-of.js';
import type { ComponentQuery } from './dto/component-query.dto.js';

export type ComponentRow = {
  id: number;
  key: string;
  purl: string | null;
  type: string;
  namespace: string | null;
  name: string;
  version: string | null;
};

const BY_NAME: SortKeys = {
  expressions: ['component.name', 'component.key', 'component.id'],
  kinds: ['text', 'text', 'id'],
};

@Injectable()
export class ComponentsRepository {
  async list(
    sql: Sql,
    artifactId: number,
    { q, cursor, limit }: ComponentQuery,
  ): Promise<{ rows: ComponentRow[]; nextCursor: string | null }> {
    const keyset = new Keyset('components', 'name', BY_NAME, cursor);
    const parameters: unknown[] = [artifactId];
    const conditions = [filter(q, parameters), keyset.condition(parameters)];
    const rows = await sql.query<ComponentRow & { keys: CursorKeys }>(
      `SELECT component.id, key, purl, type, namespace, name, version, ${keyset.selectKeys}
       FROM component WHERE ${isIn('$1')} AND ${conditions.join(' AND ')} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      parameters,
    );
    return keyset.page(rows, limit);
  }

  /** Stops counting after COUNT_LIMIT. */
  async count(sql: Sql, artifactId: number, { q }: ComponentQuery): Promise<number> {
    const parameters: unknown[] = [artifactId];
    const condition = filter(q, parameters);
    const [counted] = await sql.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (
         SELECT FROM ${q === undefined ? `${componentsOf('$1')} AS named` : `component WHERE ${isIn('$1')} AND ${condition}`}
         LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      parameters,
    );
    return counted?.count ?? 0;
  }
}

/** They are probed as one sorted set, however large the table is; a join reads the whole table where it takes that for the quicker way. */
function isIn(artifactId: string): string {
  return `component.id = ANY (ARRAY(SELECT component_id FROM ${componentsOf(artifactId)} AS named))`;
}

function filter(q: string | undefined, parameters: unknown[]): string {
  if (q === undefined) return 'true';
  const pattern = `${collationFor(q)} ILIKE $${parameters.push(containing(q))}`;
  return `(component.name ${pattern} OR component.purl ${pattern})`;
}
