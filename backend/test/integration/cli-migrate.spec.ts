import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PLIMSOLL } from './built.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function migrate(words: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [PLIMSOLL, 'migrate', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}

describe('plimsoll migrate', () => {
  let database: TestDatabase;
  let directory: string;
  let file: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-migrate-'));
    file = join(directory, 'url');
    await writeFile(file, `${database.ownerUrl}\n`);
  });

  afterAll(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  it.each(['apply', 'status'])('finds the database by a file: %s', async (what) => {
    expect(await migrate([what], { DATABASE_URL_FILE: file })).toMatchObject({ code: 0, stderr: '' });
  });

  it('holds what the command line says above the environment', async () => {
    const elsewhere = { DATABASE_URL_FILE: '/nowhere/url' };
    expect(await migrate(['status', '--database-url', database.ownerUrl], elsewhere)).toMatchObject({ code: 0 });
  });

  it('names what is missing or wrong at once, and exits 2', async () => {
    const { code, stdout, stderr } = await migrate([], {
      PLIMSOLL_ENVIRONMENT: 'live',
      DATABASE_URL_FILE: '/nowhere/url',
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('PLIMSOLL_ENVIRONMENT is not valid: expected one of dev, stage, prod');
    expect(stderr).toContain('DATABASE_URL_FILE cannot be read: ENOENT');
    expect((await migrate(['apply'], {})).stderr).toContain('DATABASE_URL is missing');
  });

  it.each(['stage', 'prod'])('refuses a password that everybody knows, without telling it: %s', async (environment) => {
    const url = database.ownerUrl.replace(/\/\/([^:]+):[^@]+@/, '//$1:changeme-now@');
    for (const settings of [{ DATABASE_URL: url }, { DATABASE_URL: url.replace('changeme-now', 'postgres') }]) {
      const { code, stdout, stderr } = await migrate(['apply'], { PLIMSOLL_ENVIRONMENT: environment, ...settings });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/DATABASE_URL has a password/);
      expect(stderr).not.toMatch(/changeme|postgres@/);
    }
  });
});
