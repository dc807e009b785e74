import { Readable } from 'node:stream';
import { spreadsheetTable } from '../../common/text/spreadsheet-table.js';
import type { AuditEvent } from './dto/audit-event.dto.js';
import type { ExportFormat } from './dto/audit-query.dto.js';
import { lineOf } from './event-line.js';
import type { StoredEvent } from './stored-event.js';

export const EXPORT_TYPES: Record<ExportFormat, string> = {
  jsonl: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

export function toAuditEvent({ sequence, at, hash, body }: StoredEvent): AuditEvent {
  const event = JSON.parse(body) as Omit<AuditEvent, 'sequence' | 'at' | 'hash'>;
  return { sequence, at, ...event, hash };
}

/** Events as the text of a file; read no faster than it is taken. */
export function exportOf(events: AsyncIterable<StoredEvent>, format: ExportFormat): Readable {
  return format === 'jsonl' ? Readable.from(lines(events)) : spreadsheetTable(COLUMNS, rows(events));
}

async function* lines(events: AsyncIterable<StoredEvent>): AsyncGenerator<string> {
  for await (const event of events) yield lineOf(event, event.body);
}

const COLUMNS = [
  'sequence',
  'at',
  'action',
  'actorKind',
  'actorId',
  'actor',
  'targetKind',
  'targetId',
  'target',
  'before',
  'after',
  'ip',
  'userAgent',
  'requestId',
  'previousHash',
  'hash',
] as const;

async function* rows(events: AsyncIterable<StoredEvent>): AsyncGenerator<Record<(typeof COLUMNS)[number], unknown>> {
  for await (const stored of events) {
    const { actor, target, before, after, ...event } = toAuditEvent(stored);
    yield {
      ...event,
      previousHash: stored.previousHash,
      actorKind: actor.kind,
      actorId: actor.id,
      actor: actor.name,
      targetKind: target.kind,
      targetId: target.id,
      target: target.name,
      before: before === null ? null : JSON.stringify(before),
      after: after === null ? null : JSON.stringify(after),
    };
  }
}
