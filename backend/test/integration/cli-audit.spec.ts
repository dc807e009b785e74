import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { PLIMSOLL } from './built.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

const NOBODY_RUNS_HERE = '/nonexistent/plimsoll';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whoever owns the server can rewrite tables, but not so that nobody sees it. */
describe('plimsoll audit', () => {
  let database: TestDatabase;
  let superuser: Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    for (let number = 1; number <= 5; number += 1) {
      const event = { action: 'thing.done', actor: { name: 'ada@example.org' }, target: { name: `=${number}` } };
      await superuser.query('SELECT audit_append($1)', [JSON.stringify(event)]);
    }
  });

  afterEach(async () => {
    await superuser.end();
    await database.drop();
  });

  async function plimsoll(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const child = spawn(process.execPath, [PLIMSOLL, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], PLIMSOLL_DATA_DIR: NOBODY_RUNS_HERE, ...env },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  /** As the role of the API: that is what the command needs. */
  const audit = (...words: string[]): Promise<Ended> => plimsoll(['audit', ...words], { DATABASE_URL: database.url });

  async function headOf(sequence: number): Promise<string> {
    const { rows } = await superuser.query<{ hash: string }>('SELECT hash FROM audit_event WHERE sequence = $1', [
      sequence,
    ]);
    return `${rows[0]?.hash}@${sequence}`;
  }

  /** With the trigger out of the way, as only the owner or a superuser can have it. */
  async function tamper(sql: string): Promise<void> {
    await superuser.query('ALTER TABLE audit_event DISABLE TRIGGER ALL');
    await superuser.query(sql);
    await superuser.query('ALTER TABLE audit_event ENABLE TRIGGER ALL');
  }

  it('finds a log intact, and prints where it stands so that this can be kept elsewhere', async () => {
    const head = await headOf(5);
    expect(await audit('verify')).toEqual({ code: 0, stdout: `intact: 5 events\nhead: ${head}\n`, stderr: '' });
    expect((await audit('verify', '--head', head)).code).toBe(0);
    expect((await audit('verify', '--head', await headOf(3))).code).toBe(0);
  });

  it.each([
    ['a changed text', `UPDATE audit_event SET body = replace(body, 'ada', 'eve') WHERE sequence = 2`, 2],
    ['a changed instant', `UPDATE audit_event SET at = at - interval '1 hour' WHERE sequence = 4`, 4],
    ['a deleted event', 'DELETE FROM audit_event WHERE sequence = 3', 3],
    [
      'events that changed places',
      `UPDATE audit_event AS event SET body = other.body FROM audit_event AS other
       WHERE (event.sequence, other.sequence) IN ((2, 3), (3, 2))`,
      2,
    ],
    ['an inserted event', `UPDATE audit_event SET sequence = sequence + 1 WHERE sequence = 5`, 5],
    ['an end that was cut off without the head', 'DELETE FROM audit_event WHERE sequence > 3', 4],
  ])('finds %s', async (_, sql, sequence) => {
    await tamper(sql);
    const { code, stdout } = await audit('verify');
    expect(stdout).toMatch(new RegExp(`^broken at event ${sequence}: `));
    expect(stdout).toContain(`intact before it: ${sequence - 1} events`);
    expect(code).toBe(1);
  });

  it('finds an end that was cut off with the head by the head that was kept', async () => {
    const kept = await headOf(5);
    await tamper(
      `DELETE FROM audit_event WHERE sequence > 3;
       UPDATE audit_head SET (sequence, hash) = (SELECT sequence, hash FROM audit_event WHERE sequence = 3)`,
    );
    expect((await audit('verify')).code).toBe(0);
    expect(await audit('verify', '--head', kept)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^broken at event 4: .* known to have gone on to event 5/) as string,
    });
  });

  it('finds a log that was written anew by the head that was kept', async () => {
    const kept = await headOf(5);
    await tamper(`DELETE FROM audit_event; UPDATE audit_head SET sequence = 0, hash = repeat('0', 64)`);
    for (let number = 1; number <= 6; number += 1) {
      await superuser.query('SELECT audit_append($1)', ['{"action":"a.b","actor":{"name":"c"}}']);
    }
    expect((await audit('verify')).code).toBe(0);
    expect(await audit('verify', '--head', kept)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^broken at event 5: /) as string,
    });
  });

  it('exports every event, and leaves a note that it was done', async () => {
    const { code, stdout, stderr } = await audit('export');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { audit: { sequence: number }; event: Record<string, unknown> });
    expect(events.map(({ audit: { sequence } }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.at(-1)?.event).toMatchObject({
      action: 'audit.exported',
      actor: { kind: 'local', name: 'local administrator' },
      after: { format: 'jsonl' },
    });
    const table = await audit('export', '--format', 'csv');
    expect(table.stdout.split('\r\n')).toHaveLength(9);
    expect(table.stdout).toContain(`,"'=4",`);
  });

  it.each([
    [['audit', 'verify', '--head', 'abc'], {}, 'Expected 64 hex digits, @ and a number'],
    [['audit', 'export', '--format', 'xml'], {}, 'Allowed choices are jsonl, csv'],
    [['audit', 'verify'], {}, `No Plimsoll runs on ${NOBODY_RUNS_HERE}.`],
    [['audit', 'verify'], { DATABASE_URL: 'nonsense' }, 'DATABASE_URL is not valid'],
    [['audit', 'verify'], { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' }, 'The database cannot be used: '],
  ])('refuses %j with %j in a sentence, and exits 2', async (words, environment, sentence) => {
    const { code, stdout, stderr } = await plimsoll(words, environment);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('refuses a database that is not migrated', async () => {
    const empty = await createTestDatabase({ isEmpty: true });
    const { code, stderr } = await plimsoll(['audit', 'verify', '--database-url', empty.ownerUrl]);
    await empty.drop();
    expect(stderr).toContain('plimsoll migrate apply');
    expect(code).toBe(2);
  });
});
