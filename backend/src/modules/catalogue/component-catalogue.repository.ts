import { Injectable } from '@nestjs/common';
import { arrayLiteral } from '../../database/array-literal.js';
import type { Sql } from '../../database/database.js';
import { intern, type Interned } from './intern.js';

export interface ComponentRow {
  purl: string | null;
  type: string;
  namespace: string | null;
  name: string;
  version: string | null;
}

/** Every package version that any report named, once. Thousands go in with one statement. */
@Injectable()
export class ComponentCatalogueRepository {
  /** Takes components by `Component.key`. */
  intern(sql: Sql, components: ReadonlyMap<string, ComponentRow>): Promise<Map<string, number>> {
    return intern(components, {
      find: (keys) =>
        sql.query<Interned & Record<string, unknown>>('SELECT id, key FROM component WHERE key = ANY ($1::text[])', [
          keys,
        ]),
      insert: (rows) =>
        sql.query<Interned & Record<string, unknown>>(
          `INSERT INTO component (key, purl, type, namespace, name, version)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
           ON CONFLICT (key) DO NOTHING RETURNING id, key`,
          [
            arrayLiteral(rows.map(([key]) => key)),
            arrayLiteral(rows.map(([, { purl }]) => purl)),
            arrayLiteral(rows.map(([, { type }]) => type)),
            arrayLiteral(rows.map(([, { namespace }]) => namespace)),
            arrayLiteral(rows.map(([, { name }]) => name)),
            arrayLiteral(rows.map(([, { version }]) => version)),
          ],
        ),
    });
  }
}
