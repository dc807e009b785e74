import { Injectable } from '@nestjs/common';
import type { LackedComponents } from '../../core/gate/facts.js';
import { currentScans } from '../../core/gate/current-scans.js';
import { isInventory, scansBefore } from '../../core/gate/lacked-components.js';
import type { Sql } from '../../database/database.js';
import type { StoredStamp } from './scan-records.repository.js';

const MOST_NAMED = 20;

/**
 * What earlier scans of an artifact listed and its current ones do not, as `lackedBy` of the core says it for reports: in SQL, since the
 * lists may be long and the answer is nearly always nothing.
 */
@Injectable()
export class LackedComponentsRepository {
  /** The stamps again, the current ones with what they lack. */
  async fill(sql: Sql, stamps: readonly StoredStamp[]): Promise<StoredStamp[]> {
    const lacks = new Map<number, LackedComponents>();
    if (stamps.length > 1) {
      for (const scan of currentScans(stamps).filter(isInventory)) {
        const before = scansBefore(scan, stamps).map(({ scanId }) => scanId);
        const lacked = before.length === 0 ? null : await this.find(sql, scan.scanId, before);
        if (lacked !== null) lacks.set(scan.scanId, lacked);
      }
    }
    return stamps.map((stamp) => ({ ...stamp, lacks: lacks.get(stamp.scanId) ?? null }));
  }

  /** Compared by rows first, since that leaves next to nothing to compare by type, name and version. */
  private async find(sql: Sql, scanId: number, before: readonly number[]): Promise<LackedComponents | null> {
    const [lacked] = await sql.query<{ count: number; names: string[] | null }>(
      `WITH listed AS (${listedIn('scan.id = $1')}), missing AS (
         SELECT DISTINCT type, name, version FROM component
         WHERE id IN ((${listedIn('scan.id = ANY ($2::int[])')}) EXCEPT SELECT id FROM listed)
       ), lacked AS (
         SELECT * FROM missing WHERE NOT EXISTS (
           SELECT FROM component WHERE id IN (SELECT id FROM listed) AND component.name = missing.name
             AND component.type = missing.type AND component.version IS NOT DISTINCT FROM missing.version)
       )
       SELECT count(*)::int AS count,
         (array_agg(concat_ws(' ', name, nullif(version, '')) ORDER BY concat_ws(' ', name, nullif(version, '')) COLLATE "C"))[1:${MOST_NAMED}] AS names
       FROM lacked`,
      [scanId, before],
    );
    return lacked === undefined || lacked.count === 0 ? null : { count: lacked.count, names: lacked.names ?? [] };
  }
}

function listedIn(condition: string): string {
  return `SELECT DISTINCT listed.id FROM scan,
    LATERAL (SELECT unnest(component_ids) AS id EXCEPT SELECT unnest(unlisted_ids)) AS listed
    WHERE listed_count > 0 AND ${condition}`;
}
