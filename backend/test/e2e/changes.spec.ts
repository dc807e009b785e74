import { Client } from 'pg';
import { Drain } from '../../src/common/http/drain.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { createTestDatabase, type TestDatabase } from '../integration/postgres.js';
import { EventReader } from './event-reader.js';
import { eventually } from './eventually.js';
import { insertPerson, insertProject, insertToken } from './principals.js';

/**
 * What happens is told to those who listen, whichever replica they listen to: all that they can see, nothing that they cannot, and not for
 * a moment longer than they may.
 */
const REPORT = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');

describe('GET /api/v1/events', () => {
  let api: TestApi;
  let replica: TestApi;
  let database: TestDatabase;
  let ours: number;
  let theirs: number;
  const readers: EventReader[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await startApi({}, database);
    replica = await startReplica();
    ours = await insertProject(api.sql, 'ours');
    theirs = await insertProject(api.sql, 'theirs');
  });

  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });

  afterAll(async () => {
    for (const each of [replica, api]) {
      await each.app.get(Drain, { strict: false }).run();
      await each.stop();
    }
  });

  /** Of the same database, which it leaves. */
  const startReplica = (): Promise<TestApi> => startApi({}, { ...database, drop: async () => undefined });

  const listen = async (as: Caller, { at = api, query = '' } = {}): Promise<EventReader> => {
    const reader = await EventReader.open(at, as, query);
    readers.push(reader);
    return reader;
  };

  let images = 0;
  const send = async (project: string): Promise<string> => {
    images += 1;
    return (await api.take(REPORT, `?project=${project}&image=acme/told-${images}&tag=1`)).artifactId;
  };

  const viewer = () => insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: ours }] });

  const tells = (reader: EventReader, kind: string, artifactId: string | null): boolean =>
    reader.changes.some((change) => change.kind === kind && change.artifactId === artifactId);

  it('is a stream that nothing on the way keeps or encodes', async () => {
    const response = await fetch(`${api.url}/api/v1/events`, {
      headers: { Accept: 'text/event-stream', Authorization: `Bearer ${api.token}` },
    });
    expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('Cache-Control')).toBe('no-store, no-transform');
    expect(response.headers.get('X-Accel-Buffering')).toBe('no');
    await response.body?.cancel();
    const refused = await problemOf(await api.get('/api/v1/events'));
    expect([refused.status, refused.code]).toEqual([406, 'event_stream_only']);
  });

  it('tells of a report and its verdicts, at every replica', async () => {
    const all = await Promise.all([listen({ token: api.token }), listen(await viewer(), { at: replica })]);
    const artifactId = await send('ours');
    for (const reader of all) {
      await reader.until(() => tells(reader, 'report', artifactId) && tells(reader, 'verdict', artifactId));
      expect(new Set(reader.changes.map((change) => change.artifactId))).toEqual(new Set([artifactId]));
    }
  });

  it('tells of what changes a verdict, a deployment, a waiver and the policy', async () => {
    const artifactId = await send('ours');
    const reader = await listen({ token: api.token });
    await api.sql(`UPDATE artifact_verdict SET holds_until = 'epoch' WHERE artifact_id = $1`, [artifactId]);
    await reader.until(() => tells(reader, 'verdict', artifactId));
    const { image, digest } = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    const deployed = await api.call('POST', '/api/v1/deployments', {
      as: { token: api.token },
      body: { project: 'ours', image, digest, environment: 'prod' },
    });
    expect(deployed.status).toBe(201);
    await reader.until(() => tells(reader, 'deployment', artifactId));
    const [{ version } = { version: 0 }] = await api.sql<{ version: number }>(
      'SELECT policy_id AS version FROM policy_activation ORDER BY id DESC LIMIT 1',
    );
    await api.sql(`INSERT INTO policy_activation (policy_id, activated_at, origin) VALUES ($1, now(), 'file')`, [
      version,
    ]);
    await reader.until(() => tells(reader, 'policy', null));
  });

  it('tells both projects of an image that moves, and no other', async () => {
    const artifactId = await send('ours');
    const other = await insertProject(api.sql, 'other');
    const [before, after, outside] = (await Promise.all(
      [ours, theirs, other].map(async (projectId) =>
        listen(await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] })),
      ),
    )) as [EventReader, EventReader, EventReader];
    await api.sql('UPDATE image SET project_id = $1 WHERE id = (SELECT image_id FROM artifact WHERE id = $2)', [
      theirs,
      artifactId,
    ]);
    await before.until(() => tells(before, 'report', null));
    await after.until(() => tells(after, 'report', null));
    expect(outside.changes).toEqual([]);
  });

  it('does not tell of a verdict that is given again as it was', async () => {
    const artifactId = await send('ours');
    const reader = await listen({ token: api.token });
    await api.sql(`UPDATE artifact_verdict SET holds_until = now() + interval '1 day' WHERE artifact_id = $1`, [
      artifactId,
    ]);
    const marker = await send('ours');
    await reader.until(() => tells(reader, 'verdict', marker));
    expect(tells(reader, 'verdict', artifactId)).toBe(false);
  });

  it('tells nobody of what they cannot see, not even that something happened', async () => {
    const person = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: ours }] });
    const all = await Promise.all(
      [
        await viewer(),
        { token: await insertToken(api.sql, { projectId: ours }) },
        { token: await insertToken(api.sql, { accountId: person.accountId }) },
      ].map((caller) => listen(caller)),
    );
    const everything = await listen({ token: api.token });
    const foreign = await send('theirs');
    await everything.until(() => tells(everything, 'verdict', foreign));
    const artifactId = await send('ours');
    for (const reader of all) {
      await reader.until(() => tells(reader, 'verdict', artifactId));
      expect(new Set(reader.changes.map((change) => change.artifactId))).toEqual(new Set([artifactId]));
    }
  });

  it('tells a token of the kinds alone that it has the permission for', async () => {
    const reader = await listen({ token: await insertToken(api.sql, { permissions: ['artifact:read'] }) });
    const [{ id } = { id: 0 }] = await api.sql<{ id: number }>('SELECT max(policy_id) AS id FROM policy_activation');
    await api.sql(`INSERT INTO policy_activation (policy_id, activated_at, origin) VALUES ($1, now(), 'file')`, [id]);
    const artifactId = await send('ours');
    await reader.until(() => tells(reader, 'report', artifactId));
    expect(reader.changes.filter(({ kind }) => kind === 'policy')).toEqual([]);
  });

  describe.each<[string, string]>([
    ['signs out, or is signed out', 'DELETE FROM session WHERE account_id = $1'],
    ['gets another secret', `UPDATE session SET token_hash = sha256(token_hash) WHERE account_id = $1`],
    ['is disabled', 'UPDATE account SET disabled_at = now() WHERE id = $1'],
    ['loses their role', 'DELETE FROM role_grant WHERE account_id = $1'],
    ['is back at the second factor', `UPDATE session SET stage = 'factor' WHERE account_id = $1`],
  ])('of somebody who %s', (_, change) => {
    it('ends at once, at every replica, and tells nothing after', async () => {
      const person = await viewer();
      const both = await Promise.all([listen(person), listen(person, { at: replica })]);
      await api.sql(change, [person.accountId]);
      await send('ours');
      for (const reader of both) {
        await reader.ended;
        expect([reader.end, reader.changes]).toEqual([{ reason: 'session' }, []]);
      }
    });
  });

  it('ends with the token that is revoked', async () => {
    const token = await insertToken(api.sql, { projectId: ours });
    const reader = await listen({ token });
    await api.sql(`UPDATE api_token SET revoked_at = now() WHERE ending = $1`, [token.slice(-4)]);
    await reader.ended;
    expect(reader.end).toEqual({ reason: 'session' });
  });

  it('tells nothing to a session whose time is over, though nobody says so', async () => {
    const person = await viewer();
    const reader = await listen(person);
    await api.sql(`UPDATE session SET last_seen_at = now() - interval '31 minutes' WHERE id = $1`, [person.sessionId]);
    await send('ours');
    await reader.ended;
    expect([reader.end, reader.changes]).toEqual([{ reason: 'session' }, []]);
  });

  it('keeps no session alive', async () => {
    const person = await viewer();
    const reader = await listen(person);
    await api.sql(`UPDATE session SET last_seen_at = now() - interval '20 minutes' WHERE id = $1`, [person.sessionId]);
    const artifactId = await send('ours');
    await reader.until(() => tells(reader, 'report', artifactId));
    const [seen] = await api.sql<{ isOld: boolean }>(
      `SELECT last_seen_at < now() - interval '19 minutes' AS "isOld" FROM session WHERE id = $1`,
      [person.sessionId],
    );
    expect(seen).toEqual({ isOld: true });
  });

  it('tells first what happened since the page was asked for, to those who can see it', async () => {
    await listen({ token: api.token });
    const asked = Date.now();
    const artifactId = await send('ours');
    const foreign = await send('theirs');
    const reader = await listen(await viewer(), { query: `?age=${Date.now() - asked}` });
    await reader.until(() => tells(reader, 'verdict', artifactId));
    expect(tells(reader, 'verdict', foreign) || tells(reader, 'report', foreign)).toBe(false);
    const late = await listen(await viewer());
    const marker = await send('ours');
    await late.until(() => tells(late, 'verdict', marker));
    expect(tells(late, 'verdict', artifactId)).toBe(false);
  });

  it('tells that anything may have happened where it does not know', async () => {
    const reader = await listen(await viewer(), { query: '?age=3600000' });
    await reader.until(() => reader.changes.length > 0);
    expect(reader.changes).toEqual(
      ['report', 'verdict', 'deployment', 'waiver', 'policy'].map((kind) => ({ kind, artifactId: null })),
    );
  });

  it('goes on after the connection to the database was lost, and says that something may be missing', async () => {
    const reader = await listen({ token: api.token });
    const administrator = new Client({ connectionString: database.superuserUrl });
    await administrator.connect();
    const { rowCount } = await administrator.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'plimsoll api, listening' AND datname = current_database()`,
    );
    await administrator.end();
    expect(rowCount).toBeGreaterThan(0);
    await reader.until(() => tells(reader, 'report', null));
    const artifactId = await send('ours');
    await reader.until(() => tells(reader, 'report', artifactId));
  });

  it('has a limit for each person with all their tokens, and frees a place that is left', async () => {
    const person = await viewer();
    const token = { token: await insertToken(api.sql, { accountId: person.accountId }) };
    const own = await Promise.all(Array.from({ length: 16 }, (__, place) => listen(place % 2 === 0 ? person : token)));
    await expect(listen(person)).rejects.toThrow(/^429 .*too_many_streams/);
    await listen(await viewer());
    own[0]?.close();
    const isOpen = (): Promise<boolean> =>
      listen(token).then(
        () => true,
        () => false,
      );
    expect(await eventually(isOpen, Boolean)).toBe(true);
  });

  it('is no request that work in the background makes way for', async () => {
    await listen({ token: api.token });
    const drain = api.app.get(Drain, { strict: false });
    expect(
      await eventually(
        async () => drain.isServing,
        (isServing) => !isServing,
      ),
    ).toBe(false);
  });

  it.each(['age=-1', 'age=soon', 'age=1e9', 'since=1'])('does not take %s', async (query) => {
    const response = await fetch(`${api.url}/api/v1/events?${query}`, {
      headers: { Accept: 'text/event-stream', Authorization: `Bearer ${api.token}` },
    });
    expect(response.status).toBe(400);
    await response.body?.cancel();
  });

  it('leaves nothing open where only the headers are asked for', async () => {
    const person = await viewer();
    for (let time = 0; time < 20; time += 1) {
      const { status } = await api.call('HEAD', '/api/v1/events', {
        as: person,
        headers: { Accept: 'text/event-stream' },
      });
      expect(status).toBe(200);
    }
  });

  it('is ended when the server stops, which waits for nobody who listens', async () => {
    const third = await startReplica();
    const reader = await listen({ token: third.token }, { at: third });
    await third.app.get(Drain, { strict: false }).run();
    await reader.ended;
    expect(reader.end).toEqual({ reason: 'stopping' });
    await third.stop();
  });
});
