import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { StoredEvent } from '../audit/stored-event.js';

/** What an event happened to. */
export interface EventTarget {
  readonly kind: string;
  readonly id: string | null;
  readonly name: string;
}

const BATCH = 1000;

/** The part of the audit log that is about some things. */
@Injectable()
export class EvidenceEventsRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first, a batch at a time, up to the event that is the last one now. */
  async *walk(
    targets: readonly EventTarget[],
    { from, to }: { readonly from: string | null; readonly to: string | null },
  ): AsyncGenerator<StoredEvent[]> {
    const [last] = await this.database.query<{ sequence: string | null }>(
      'SELECT max(sequence) AS sequence FROM audit_event',
    );
    for (let after = '0'; ;) {
      const rows = await this.database.query<Omit<StoredEvent, 'sequence'> & { sequence: string }>(
        `SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, body,
           previous_hash AS "previousHash", hash
         FROM audit_event
         WHERE target = ANY ($1::text[]) AND sequence > $2::bigint AND sequence <= $3::bigint
           AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
           AND EXISTS (SELECT FROM jsonb_to_recordset($6::jsonb) AS wanted (kind text, id text, name text)
             WHERE wanted.name = target AND wanted.kind = body::jsonb #>> '{target,kind}'
               AND wanted.id IS NOT DISTINCT FROM body::jsonb #>> '{target,id}')
         ORDER BY sequence LIMIT ${BATCH}`,
        [
          [...new Set(targets.map(({ name }) => name))],
          after,
          last?.sequence ?? '0',
          from,
          to,
          JSON.stringify(targets.map(({ kind, id, name }) => ({ kind, id, name }))),
        ],
      );
      if (rows.length > 0) yield rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
      const end = rows.at(-1);
      if (end === undefined || rows.length < BATCH) return;
      after = end.sequence;
    }
  }
}
