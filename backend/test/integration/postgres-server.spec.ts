import { chmod, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from '../../src/launcher/postgres/postgres.js';
import { stillRunning } from './processes.js';

describe('startPostgres', () => {
  /** One cluster for all: to make one takes longer than any of these tests, and each leaves it fit to start. */
  let dataDir: string;
  let servers: RunningPostgres[];

  beforeAll(async () => {
    dataDir = await realpath(await mkdtemp(join(tmpdir(), 'plimsoll-server-')));
  });

  beforeEach(() => {
    servers = [];
  });

  afterEach(async () => {
    for (const server of servers) await server.stop('immediate');
  });

  afterAll(async () => {
    await removeCluster(dataDir);
    await rm(dataDir, { recursive: true });
  });

  /** Started by root where only root may enter, the cluster lies outside the folder, which then holds a link. */
  async function removeCluster(folder: string): Promise<void> {
    const cluster = await realpath(join(folder, 'postgres')).catch(() => undefined);
    if (cluster === undefined) return;
    await rm(cluster.startsWith(folder) ? cluster : dirname(cluster), { recursive: true });
  }

  async function start(): Promise<RunningPostgres> {
    const server = await startPostgres({ dataDir });
    servers.push(server);
    return server;
  }

  async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('runs PostgreSQL 18 with checksums and full durability, under an account that is not root', async () => {
    const server = await start();
    const settings = await query<{ name: string; setting: string }>(
      server.superuserUrl,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('server_version_num', 'data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit')`,
    );
    const values = Object.fromEntries(settings.map(({ name, setting }) => [name, setting]));
    expect(values).toMatchObject({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
    });
    expect(values['server_version_num']).toMatch(/^18/);
    expect((await stat(await realpath(join(dataDir, 'postgres')))).uid).not.toBe(0);
  });

  it('gives Plimsoll a role that owns its database and one that does not, neither a superuser, and keeps their passwords to itself', async () => {
    const server = await start();
    const rights = `SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls,
      pg_has_role(user, 'plimsoll', 'MEMBER') AS "canOwn" FROM pg_roles WHERE rolname = user`;
    const none = { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false };
    expect(await query(server.ownerUrl, rights)).toEqual([{ ...none, canOwn: true }]);
    expect(await query(server.applicationUrl, rights)).toEqual([{ ...none, canOwn: false }]);
    expect((await stat(join(dataDir, 'credentials.json'))).mode & 0o777).toBe(0o600);
    for (const url of [server.ownerUrl, server.applicationUrl]) {
      await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
        'password authentication failed',
      );
    }
  });

  it('gives data of the time before there was an application role one, and keeps the passwords that were there', async () => {
    const first = await start();
    await query(first.superuserUrl, 'DROP ROLE plimsoll_app');
    const file = join(dataDir, 'credentials.json');
    const { superuser, plimsoll } = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
    await writeFile(file, JSON.stringify({ superuser, plimsoll }));
    await first.stop();
    const second = await start();
    expect(await query(second.applicationUrl, 'SELECT user::text AS user')).toEqual([{ user: 'plimsoll_app' }]);
    expect(second.ownerUrl).toBe(first.ownerUrl);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ superuser, plimsoll });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps what was committed across a stop', async () => {
    const first = await start();
    await query(first.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(await query(second.ownerUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('keeps what was committed when it is killed, and needs no repair', async () => {
    const first = await start();
    await query(first.ownerUrl, 'CREATE TABLE kept_too AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start();
    expect(await query(second.ownerUrl, 'SELECT answer FROM kept_too')).toEqual([{ answer: 42 }]);
  });

  it('stops a server that an earlier start left behind on the same folder', async () => {
    const first = await start();
    const second = await start();
    await first.exited;
    expect(stillRunning([first.pid, second.pid])).toEqual([second.pid]);
  });

  it('starts over a postmaster.pid whose number has been given to another process', async () => {
    const first = await start();
    await first.stop();
    await writeFile(
      join(await realpath(join(dataDir, 'postgres')), 'postmaster.pid'),
      `${process.pid}\n/elsewhere\n0\n5432\n`,
    );
    const second = await start();
    expect(await query(second.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('runs where only its user may enter', async () => {
    const closed = await realpath(await mkdtemp(join(tmpdir(), 'plimsoll-closed-')));
    await chmod(closed, 0o700);
    const secluded = join(closed, 'secluded');
    const server = await startPostgres({ dataDir: secluded });
    servers.push(server);
    expect(await query(server.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    await server.stop();
    await removeCluster(secluded);
    await rm(closed, { recursive: true });
  });

  it('refuses a folder that another PostgreSQL has made', async () => {
    const server = await start();
    await server.stop();
    const versionFile = join(await realpath(join(dataDir, 'postgres')), 'PG_VERSION');
    const version = await readFile(versionFile, 'utf8');
    await writeFile(versionFile, '17\n');
    await expect(start()).rejects.toThrow('was created by PostgreSQL 17; this Plimsoll brings PostgreSQL 18');
    await writeFile(versionFile, version);
  });
});
