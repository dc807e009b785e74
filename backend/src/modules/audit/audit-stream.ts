/** The token that the stream is injected by. */
export const AUDIT_STREAM = Symbol('audit stream');

/** Where events go besides the database, a JSON line each, for whoever collects the process's output. */
export interface AuditStream {
  write(line: string): unknown;
}
