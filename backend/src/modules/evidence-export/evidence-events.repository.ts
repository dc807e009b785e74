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

/** Where the chain of the audit log stood: an event's number and hash. Null: it had none. */
export interface ChainHeads {
  /** Of the last event before the span. */
  readonly before: ChainHead | null;
  /** Of the last event of the span, whatever it is about. */
  readonly last: ChainHead | null;
  /** Now. */
  readonly now: ChainHead | null;
}

export interface ChainHead {
  readonly sequence: number;
  readonly at: string;
  /** Hexadecimal. */
  readonly hash: string;
}

/** Which events of a project. Instants are ISO 8601: from then on, and before `to`. */
export interface ProjectEvents {
  readonly slug: string;
  readonly from: string;
  readonly to: string;
}

type EventRow = Omit<StoredEvent, 'sequence'> & { sequence: string };

const COLUMNS = `sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at`;

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
      const rows = await this.database.query<EventRow>(
        `SELECT ${COLUMNS}, body, previous_hash AS "previousHash", hash
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
  /** Oldest first, a batch at a time: what names the project, and what is about these things. */
  async *walkProject(
    { slug, from, to }: ProjectEvents,
    targets: readonly EventTarget[],
    until: ChainHead | null,
  ): AsyncGenerator<StoredEvent[]> {
    const wanted = JSON.stringify(targets.map(({ kind, id, name }) => ({ kind, id, name })));
    for (let after = '0'; ;) {
      const rows = await this.database.query<EventRow>(
        // A subquery on its own, so that it is hashed once and not looked through for each event.
        `WITH wanted AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($6::jsonb) AS wanted (kind text, id text, name text))
         SELECT ${COLUMNS}, body, previous_hash AS "previousHash", hash
         FROM (SELECT *, body::jsonb AS event FROM audit_event
           WHERE sequence > $2::bigint AND sequence <= $3::bigint AND at >= $4 AND at < $5) AS audit_event
         WHERE event #>> '{after,project}' = $1 OR event #>> '{before,project}' = $1
           OR (target, event #>> '{target,kind}', coalesce(event #>> '{target,id}', ''))
             IN (SELECT name, kind, coalesce(id, '') FROM wanted)
         ORDER BY sequence LIMIT ${BATCH}`,
        [slug, after, until?.sequence ?? 0, from, to, wanted],
      );
      if (rows.length > 0) yield rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
      const end = rows.at(-1);
      if (end === undefined || rows.length < BATCH) return;
      after = end.sequence;
    }
  }

  async findHeads({ from, to }: Pick<ProjectEvents, 'from' | 'to'>): Promise<ChainHeads> {
    const [before, last, now] = await Promise.all([this.headBefore(from), this.headBefore(to), this.headBefore(null)]);
    return { before, last, now };
  }

  private async headBefore(instant: string | null): Promise<ChainHead | null> {
    const [head] = await this.database.query<{ sequence: string; at: string; hash: string }>(
      `SELECT ${COLUMNS}, hash FROM audit_event WHERE sequence = (SELECT max(sequence) FROM audit_event
         WHERE $1::timestamptz IS NULL OR at < $1)`,
      [instant],
    );
    return head === undefined ? null : { ...head, sequence: Number(head.sequence) };
  }
}
