import { type DestinationStream, pino } from 'pino';
import type { Log } from '../../common/logging/log.js';

/** The token that the stream is injected by. */
export const AUDIT_STREAM = Symbol('audit stream');

/** Writes each event as a JSON line to the process's output as well, for log collectors. */
export interface AuditStream {
  write(line: string): unknown;
}

/** What the log writes to: events stand between its lines in order, whatever level it has. */
export function streamOf(log: Log): AuditStream {
  return Reflect.get(log, pino.symbols.streamSym) as DestinationStream;
}
