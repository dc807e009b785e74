import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { intern, type Interned } from './intern.js';

export interface ComponentRow {
  purl: string | null;
  type: string;
  namespace: string | null;
  name: string;
  version: string | null;
}

/** Every package version that any report named, once. Sets of thousands go in at a time: the ORM would send them one by one. */
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
            rows.map(([key]) => key),
            rows.map(([, { purl }]) => purl),
            rows.map(([, { type }]) => type),
            rows.map(([, { namespace }]) => namespace),
            rows.map(([, { name }]) => name),
            rows.map(([, { version }]) => version),
          ],
        ),
    });
  }
}
