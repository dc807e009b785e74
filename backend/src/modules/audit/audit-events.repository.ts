import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { readCursor, writeCursor } from '../../common/paging/cursor.js';
import { COUNT_LIMIT } from '../../common/paging/total.js';
import { Database } from '../../database/database.js';
import { CHAIN_START } from './audit-chain.js';
import type { AuditFilter, AuditQuery } from './dto/audit-query.dto.js';
import type { Head, StoredEvent } from './stored-event.js';

const BATCH = 1000;

/** Reads the log. In SQL since its pages go by key, and an export through all of it. */
@Injectable()
export class AuditEventsRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(query: AuditQuery): Promise<{ events: StoredEvent[]; nextCursor: string | null }> {
    const parameters: unknown[] = [before(query.cursor)];
    const events = await this.read(
      `sequence < $1::bigint AND ${conditionOf(query, parameters)} ORDER BY sequence DESC LIMIT ${query.limit + 1}`,
      parameters,
    );
    const kept = events.slice(0, query.limit);
    const last = kept.at(-1);
    const nextCursor = events.length > query.limit && last !== undefined ? writeCursor(LIST, [last.sequence]) : null;
    return { events: kept, nextCursor };
  }

  /** Stops counting after COUNT_LIMIT. */
  async count(filter: AuditFilter): Promise<number> {
    const parameters: unknown[] = [];
    const [counted] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM
         (SELECT FROM audit_event WHERE ${conditionOf(filter, parameters)} LIMIT ${COUNT_LIMIT + 1}) AS counted`,
      parameters,
    );
    return counted?.count ?? 0;
  }

  /** Oldest first, up to the event that is the last one now. Holds a batch in memory, and no connection between two. */
  async *walk(filter: AuditFilter = {}): AsyncGenerator<StoredEvent> {
    const { sequence: end } = await this.findLast();
    for (let after = 0; ;) {
      const parameters: unknown[] = [after, end];
      const condition = conditionOf(filter, parameters);
      const events = await this.read(
        `sequence > $1::bigint AND sequence <= $2::bigint AND ${condition} ORDER BY sequence LIMIT ${BATCH}`,
        parameters,
      );
      yield* events;
      const last = events.at(-1);
      if (last === undefined || events.length < BATCH) return;
      after = last.sequence;
    }
  }

  /** The last event that is there. */
  async findLast(): Promise<Head> {
    const [last] = await this.database.query<{ sequence: string; hash: string }>(
      'SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1',
    );
    return last === undefined ? CHAIN_START : { sequence: Number(last.sequence), hash: last.hash };
  }

  /** Where the chain stands by the row that the next event is chained to. */
  async findHead(): Promise<Head> {
    const [head] = await this.database.query<{ sequence: string; hash: string }>(
      'SELECT sequence, hash FROM audit_head WHERE id = 1',
    );
    return head === undefined ? CHAIN_START : { sequence: Number(head.sequence), hash: head.hash };
  }

  private async read(condition: string, parameters: readonly unknown[]): Promise<StoredEvent[]> {
    const rows = await this.database.query<Omit<StoredEvent, 'sequence'> & { sequence: string }>(
      `SELECT sequence, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, body,
         previous_hash AS "previousHash", hash FROM audit_event WHERE ${condition}`,
      parameters,
    );
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  }
}

const LIST = 'audit-events';

function before(cursor: string | undefined): number {
  const keys = readCursor(cursor, LIST, ['number']);
  if (keys === null) return Number.MAX_SAFE_INTEGER;
  if (!Number.isSafeInteger(keys[0])) {
    throw new InvalidInputError([{ parameter: 'cursor', message: 'is not a cursor of this list' }]);
  }
  return keys[0] as number;
}

/** As SQL; the values are appended to `parameters`. */
function conditionOf({ actor, action, target, from, to }: AuditFilter, parameters: unknown[]): string {
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = Object.entries({ actor, action, target }).flatMap(([column, wanted]) => {
    if (wanted === undefined) return [];
    return [wanted.includes('*') ? `${column} LIKE ${bind(patternOf(wanted))}` : `${column} = ${bind(wanted)}`];
  });
  if (from !== undefined) conditions.push(`at >= ${bind(new Date(from).toISOString())}::timestamptz`);
  if (to !== undefined) conditions.push(`at < ${bind(new Date(to).toISOString())}::timestamptz`);
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** For LIKE: `*` is its `%`, and what LIKE has a meaning for has none. */
function patternOf(wanted: string): string {
  return wanted.replaceAll(/[\\%_]/g, String.raw`\$&`).replaceAll('*', '%');
}
