import { Injectable } from '@nestjs/common';
import { arrayLiteral } from '../../database/array-literal.js';
import type { Sql } from '../../database/database.js';
import type { FindingList } from './finding-list.js';

/** Writes what lists of findings read. */
@Injectable()
export class FindingListRepository {
  async replace(sql: Sql, artifactId: number, list: FindingList): Promise<void> {
    await sql.query(
      `INSERT INTO finding_list (artifact_id, ids, severities, kinds, fixable, published_at, epss, component_ids,
         alias_ids, problem_ids, sources, source_of, other_names, other_name_of, fixes)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       ON CONFLICT (artifact_id) DO UPDATE SET ids = excluded.ids, severities = excluded.severities,
         kinds = excluded.kinds, fixable = excluded.fixable, published_at = excluded.published_at,
         epss = excluded.epss, component_ids = excluded.component_ids, alias_ids = excluded.alias_ids,
         problem_ids = excluded.problem_ids, sources = excluded.sources, source_of = excluded.source_of,
         other_names = excluded.other_names, other_name_of = excluded.other_name_of,
         fixes = excluded.fixes`,
      [
        artifactId,
        arrayLiteral(list.ids),
        arrayLiteral(list.severities),
        arrayLiteral(list.kinds),
        arrayLiteral(list.fixable),
        arrayLiteral(list.publishedAt),
        arrayLiteral(list.epss),
        arrayLiteral(list.componentIds),
        arrayLiteral(list.aliasIds),
        arrayLiteral(list.problemIds),
        arrayLiteral(list.sources),
        arrayLiteral(list.sourceOf),
        arrayLiteral(list.otherNames),
        arrayLiteral(list.otherNameOf),
        arrayLiteral(list.fixes),
      ],
    );
  }
}
