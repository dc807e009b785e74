import { Injectable } from '@nestjs/common';
import { arrayLiteral } from '../../database/array-literal.js';
import type { Sql } from '../../database/database.js';
import { intern, type Interned } from './intern.js';

/** Long texts, once each. Thousands go in with one statement. */
@Injectable()
export class TextCatalogueRepository {
  /** Takes texts by `contentHash`. */
  intern(sql: Sql, texts: ReadonlyMap<string, string>): Promise<Map<string, number>> {
    return intern(texts, {
      find: (hashes) =>
        sql.query<Interned & Record<string, unknown>>(
          `SELECT id, encode(hash, 'hex') AS key FROM text
           WHERE hash = ANY (ARRAY(SELECT decode(wanted, 'hex') FROM unnest($1::text[]) AS wanted))`,
          [arrayLiteral(hashes)],
        ),
      insert: (rows) =>
        sql.query<Interned & Record<string, unknown>>(
          `INSERT INTO text (hash, body)
           SELECT decode(hash, 'hex'), body FROM unnest($1::text[], $2::text[]) AS given (hash, body)
           ON CONFLICT (hash) DO NOTHING RETURNING id, encode(hash, 'hex') AS key`,
          [arrayLiteral(rows.map(([hash]) => hash)), arrayLiteral(rows.map(([, body]) => body))],
        ),
    });
  }
}
