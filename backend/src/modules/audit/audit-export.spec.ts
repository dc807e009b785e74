import { text } from 'node:stream/consumers';
import { exportOf } from './audit-export.js';
import type { StoredEvent } from './stored-event.js';

function event(sequence: number, name: string): StoredEvent {
  const body = JSON.stringify({
    action: 'token.created',
    actor: { kind: 'person', id: '1', name },
    target: { kind: 'token', id: null, name },
    before: null,
    after: { name },
    ip: null,
    userAgent: name,
    requestId: null,
  });
  return { sequence, at: '2026-11-21T10:00:00.000Z', body, previousHash: 'aa', hash: 'bb' };
}

async function* stream(events: readonly StoredEvent[]): AsyncGenerator<StoredEvent> {
  yield* events;
}

describe('exportOf', () => {
  it('writes the very text that was hashed, a line each', async () => {
    const events = [event(1, 'one'), event(2, 'two')];
    const lines = (await text(exportOf(stream(events), 'jsonl'))).trimEnd().split('\n');
    expect(lines).toEqual(
      events.map(
        ({ sequence, at, hash, body }) =>
          `{"audit":{"sequence":${sequence},"at":"${at}","hash":"${hash}"},"event":${body}}`,
      ),
    );
  });

  it('writes a table with a head', async () => {
    const [head, row] = (await text(exportOf(stream([event(1, 'ci')]), 'csv'))).split('\r\n');
    expect(head).toBe(
      'sequence,at,action,actorKind,actorId,actor,targetKind,targetId,target,before,after,ip,userAgent,requestId,previousHash,hash',
    );
    expect(row).toBe('1,2026-11-21T10:00:00.000Z,token.created,person,1,ci,token,,ci,,"{""name"":""ci""}",,ci,,aa,bb');
  });

  it.each(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])(
    'writes no cell that a spreadsheet would take for a formula: %j',
    async (start) => {
      const table = await text(exportOf(stream([event(1, `${start}1+1`)]), 'csv'));
      const cells = table.slice(table.indexOf('\r\n') + 2).split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
      expect(cells.filter((cell) => cell.includes('1+1') && /^"?'/.test(cell))).toHaveLength(3);
      expect(cells.filter((cell) => cell.replace(/^"/, '').startsWith(start))).toEqual([]);
    },
  );

  it('ends the file where reading fails, so that nobody takes half of it for all', async () => {
    async function* failing(): AsyncGenerator<StoredEvent> {
      yield event(1, 'one');
      throw new Error('the database is gone');
    }
    for (const format of ['jsonl', 'csv'] as const) {
      await expect(text(exportOf(failing(), format))).rejects.toThrow('the database is gone');
    }
  });
});
