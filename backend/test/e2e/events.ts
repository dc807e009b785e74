import type { TestApi } from './api.js';

export interface TestEvent {
  action: string;
  actor: { kind: string; id: string | null; name: string };
  target: { kind: string; id: string | null; name: string };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  ip: string | null;
}

/** What the audit log tells of a target, the newest first. */
export async function eventsOf({ sql }: Pick<TestApi, 'sql'>, target: string): Promise<TestEvent[]> {
  const rows = await sql<{ body: string }>('SELECT body FROM audit_event WHERE target = $1 ORDER BY sequence DESC', [
    target,
  ]);
  return rows.map(({ body }) => JSON.parse(body) as TestEvent);
}
