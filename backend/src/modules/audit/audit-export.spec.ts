import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
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

  it('writes a table with a head, every cell in quotes', async () => {
    const [head, row, end] = (await text(exportOf(stream([event(1, 'ci')]), 'csv'))).split('\r\n');
    expect(head).toBe(
      '"sequence","at","action","actorKind","actorId","actor","targetKind","targetId","target","before","after","ip","userAgent","requestId","previousHash","hash"',
    );
    expect(row).toBe(
      '"1","2026-11-21T10:00:00.000Z","token.created","person","1","ci","token","","ci","","{""name"":""ci""}","","ci","","aa","bb"',
    );
    expect(end).toBe('');
  });

  describe('read by a spreadsheet', () => {
    const COLUMNS = 16;

    async function cellsFor(name: string): Promise<Record<string, string>> {
      const table = await text(exportOf(stream([event(1, name), event(2, 'after it')]), 'csv'));
      const rows: Record<string, string>[] = parse(table, { columns: true, record_delimiter: '\r\n' });
      expect(rows.map((row) => Object.keys(row).length)).toEqual([COLUMNS, COLUMNS]);
      expect(rows[1]).toMatchObject({ sequence: '2', actor: 'after it' });
      return rows[0] ?? {};
    }

    it.each([
      ['=1+1', `'=1+1`],
      ['+1+1', `'+1+1`],
      ['-1+1', `'-1+1`],
      ['@SUM(A1)', `'@SUM(A1)`],
      [' =1+1', `' =1+1`],
      ['\u00a0=1', `'\u00a0=1`],
      ['＝1+1', `'＝1+1`],
      ['＋1+1', `'＋1+1`],
      ['－1+1', `'－1+1`],
      ['＠SUM(A1)', `'＠SUM(A1)`],
      ['\t=1+1', String.raw`\u{9}=1+1`],
      ['\r=1+1', String.raw`\u{d}=1+1`],
      ['a\r\n=1+1', String.raw`a\u{d}\u{a}=1+1`],
      ['\0=1', String.raw`\u{0}=1`],
      ['\u200b=1', String.raw`\u{200b}=1`],
      ['\ufeff=1', String.raw`\u{feff}=1`],
      ['a\u202eb', String.raw`a\u{202e}b`],
      ['a\u2028b', String.raw`a\u{2028}b`],
      ['\ud800', String.raw`\u{d800}`],
      ['a","=1+1', 'a","=1+1'],
      ['"=1+1', '"=1+1'],
      ['a;=1+1;b', 'a;=1+1;b'],
      ['', ''],
    ])('%j is the text %j', async (name, shown) => {
      expect(await cellsFor(name)).toMatchObject({ actor: shown, target: shown, userAgent: shown });
    });

    it('no text is a formula, a second line or another column', async () => {
      const unit = fc.constantFrom(
        '=',
        '-',
        '@',
        '＝',
        '"',
        ',',
        ';',
        "'",
        ' ',
        '\n',
        '\r',
        '\t',
        '\0',
        'a',
        '\u202e',
        '\ud800',
      );
      await fc.assert(
        fc.asyncProperty(fc.array(unit), async (units) => {
          const { actor = '' } = await cellsFor(units.join(''));
          expect(actor).not.toMatch(/^\s*[=+\-@＝＋－＠]|[\p{Cc}\p{Cf}\p{Cs}]/u);
        }),
      );
    });
  });

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
