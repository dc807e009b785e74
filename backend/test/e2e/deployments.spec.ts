import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { Deployment, DeploymentPage } from '../../src/modules/deployments/dto/deployment.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertToken, type TestPerson } from './principals.js';

/**
 * What runs where. Nobody must be able to: say so of a project in which they may not, or who may only look; learn by it
 * what another project has; have two things run in one place; rewrite who said what and when, or take it off the audit
 * log; pass an artifact that failed off as one that passed by recording it.
 */
const FULL_OF_FINDINGS = fixture('reports/defectdojo/trivy/scheme_2_many_vulns.json');
const OTHER = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
const SBOM = fixture('documents/cyclonedx-bom-examples/SBOM/laravel-7.12.0/bom.1.2.json');

const PATH = '/api/v1/deployments';

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

describe('deployments', () => {
  let api: TestApi;
  let security: TestPerson;
  const receipts: Record<string, ReportReceipt> = {};

  beforeAll(async () => {
    api = await startApi();
    security = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    for (const letter of ['a', 'b', 'c']) {
      receipts[letter] = await api.take(OTHER, `?image=acme/api&digest=${digestOf(letter)}&project=shop`);
    }
    await api.take(OTHER, `?image=acme/web&digest=${digestOf('d')}&project=shop`);
    await api.take(OTHER, `?image=acme/other&digest=${digestOf('e')}&project=other`);
  });

  afterAll(() => api.stop());
  beforeEach(() => api.sql('DELETE FROM deployment'));

  const post = (body: object, as: Caller = security): Promise<Response> => api.call('POST', PATH, { as, body });

  const of = (letter: string, changes: object = {}): object => ({
    image: 'acme/api',
    digest: digestOf(letter),
    environment: 'prod',
    project: 'shop',
    ...changes,
  });

  async function record(letter: string, changes: object = {}, as?: Caller): Promise<Deployment> {
    const answer = await post(of(letter, changes), as);
    expect(answer.status).toBe(201);
    return (await answer.json()) as Deployment;
  }

  const list = (query = ''): Promise<DeploymentPage> => api.read(`${PATH}${query}`);

  describe('recording one', () => {
    it('answers 201 with what was recorded, by whom, and the verdict then and now', async () => {
      const deployment = await record('a', { tag: 'prod', source: 'plimsoll promote' });
      expectContract('deploymentsRecord', 201, deployment);
      const artifact = await api.read<Artifact>(`/api/v1/artifacts/${receipts['a']?.artifactId}`);
      const verdict = artifact.verdicts.find(({ environment }) => environment === 'prod');
      expect(deployment).toMatchObject({
        project: 'shop',
        image: 'acme/api',
        digest: digestOf('a'),
        artifactId: receipts['a']?.artifactId,
        environment: 'prod',
        tag: 'prod',
        source: 'plimsoll promote',
        recordedBy: { kind: 'person', name: security.email },
        verdictWhenRecorded: { verdictId: verdict?.verdictId, outcome: verdict?.outcome },
        verdict: { environment: 'prod', verdictId: verdict?.verdictId, outcome: verdict?.outcome },
        endedAt: null,
      });
      expect(Date.now() - Date.parse(deployment.recordedAt)).toBeLessThan(60_000);
    });

    it('needs neither tag nor source, and takes the only project of whoever has one', async () => {
      const [project] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'shop'`);
      const permissions = ['deployment:write'] as const;
      const token = await insertToken(api.sql, { projectId: project?.id ?? 0, permissions });
      const answer = await post({ image: 'acme/api', digest: digestOf('a'), environment: 'dev' }, { token });
      expect(answer.status).toBe(201);
      expect(await answer.json()).toMatchObject({
        project: 'shop',
        tag: null,
        source: 'api',
        recordedBy: { kind: 'token', name: 'of a spec' },
      });
    });

    it('answers 200 with the same one where it runs already, and notes nothing', async () => {
      const first = await record('a');
      const before = await eventsOf(api, 'acme/api in prod');
      const again = await post(of('a', { tag: 'other', source: 'somebody else' }));
      expect(again.status).toBe(200);
      const body: unknown = await again.json();
      expectContract('deploymentsRecord', 200, body);
      expect(body).toEqual(first);
      expect(await eventsOf(api, 'acme/api in prod')).toEqual(before);
    });

    it('ends the one before it in that environment, and in no other', async () => {
      const first = await record('a');
      await record('a', { environment: 'stage' });
      const second = await record('b');
      const { items } = await list('?image=acme/api&sort=recorded');
      expect(items.map(({ digest, environment, endedAt }) => [digest, environment, endedAt])).toEqual([
        [digestOf('a'), 'prod', second.recordedAt],
        [digestOf('a'), 'stage', null],
        [digestOf('b'), 'prod', null],
      ]);
      // Back to the one before: a new deployment, since it ran twice.
      const third = await record('a');
      expect(third.id).not.toBe(first.id);
    });

    it('takes in a fact whatever the verdict is, and has no say in it', async () => {
      const { digest } = await api.take(FULL_OF_FINDINGS, '?image=acme/full&project=shop');
      const deployment = await record('a', { image: 'acme/full', digest });
      expect(deployment).toMatchObject({ verdictWhenRecorded: { outcome: 'fail' }, verdict: { outcome: 'fail' } });
      const gate = await api.read<{ outcome: string }>(
        `/api/v1/gate?project=shop&image=acme/full&digest=${digest}&environment=prod`,
      );
      expect(gate.outcome).toBe('fail');
    });

    it('gives a verdict where none stands', async () => {
      await api.sql('DELETE FROM artifact_verdict');
      expect(await record('a')).toMatchObject({ verdict: { environment: 'prod' } });
    });

    it('keeps the verdict of that moment while the one of now goes on', async () => {
      const { digest } = await api.take(SBOM, '?image=acme/later&project=shop');
      const { verdictWhenRecorded } = await record('a', { image: 'acme/later', digest });
      await api.take(FULL_OF_FINDINGS, `?image=acme/later&digest=${digest}&project=shop`);
      const [now] = (await list('?image=acme/later')).items;
      expect(now?.verdict?.outcome).toBe('fail');
      expect(now?.verdictWhenRecorded).toEqual(verdictWhenRecorded);
      expect(now?.verdict?.verdictId).not.toBe(verdictWhenRecorded.verdictId);
    });

    it('is in the audit log: who, from where, what and what it took the place of', async () => {
      await record('a');
      const { id } = await record('b', { tag: 'prod' });
      const [event] = await eventsOf(api, 'acme/api in prod');
      expect(event).toMatchObject({
        action: 'deployment.recorded',
        actor: { kind: 'person', name: security.email },
        target: { kind: 'deployment', id },
        before: { digest: digestOf('a') },
        after: { project: 'shop', digest: digestOf('b'), tag: 'prod', source: 'api', outcome: expect.any(String) },
        ip: expect.any(String),
      });
    });

    it('is not done at all where the audit log cannot take it', async () => {
      await api.sql(`ALTER FUNCTION audit_append(text) RENAME TO audit_append_away`);
      try {
        expect((await post(of('a'))).status).toBe(500);
      } finally {
        await api.sql(`ALTER FUNCTION audit_append_away(text) RENAME TO audit_append`);
      }
      expect(await list()).toMatchObject({ items: [], total: 0 });
    });
  });

  describe('at the same time', () => {
    it('of one artifact is one deployment, whoever tells of it', async () => {
      const before = await eventsOf(api, 'acme/api in prod');
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(of('c'))));
      const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Deployment).id));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(19).fill(200), 201]);
      expect(new Set(ids).size).toBe(1);
      expect(await eventsOf(api, 'acme/api in prod')).toHaveLength(before.length + 1);
    });

    it('of different artifacts leaves exactly one that runs, and a past without gap or overlap', async () => {
      const answers = await Promise.all(Array.from({ length: 24 }, (_, place) => post(of('abc'[place % 3] ?? 'a'))));
      for (const { status } of answers) expect([200, 201]).toContain(status);
      const { items } = await list('?image=acme/api&environment=prod&sort=recorded&limit=200');
      expect(items.filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
      for (const [place, { endedAt, digest }] of items.slice(0, -1).entries()) {
        expect([endedAt, digest]).not.toEqual([null, items[place + 1]?.digest]);
        expect(endedAt).toBe(items[place + 1]?.recordedAt);
      }
    });

    it('is held by the database, also against code that forgets to', async () => {
      await record('a');
      await expect(
        api.sql(
          `INSERT INTO deployment (image_id, artifact_id, environment, source, recorded_at, recorded_by_kind, recorded_by_id,
             recorded_by, verdict_id, outcome)
           SELECT image_id, $1, environment, source, now(), recorded_by_kind, recorded_by_id, recorded_by, verdict_id, outcome
           FROM deployment`,
          [receipts['b']?.artifactId],
        ),
      ).rejects.toThrow('deployment_current_key');
    });

    it('does not stand in the way of reports that come in', async () => {
      const sent = Array.from({ length: 6 }, (_, place) =>
        api.send(FULL_OF_FINDINGS, `?image=acme/api&digest=${digestOf('abc'[place % 3] ?? 'a')}&project=shop`),
      );
      const told = Array.from({ length: 12 }, (_, place) => post(of('abc'[place % 3] ?? 'a')));
      for (const { status } of await Promise.all([...sent, ...told])) expect([200, 201]).toContain(status);
    });
  });

  describe('is refused', () => {
    it('for an artifact that nobody has reported, with what to do about it', async () => {
      const answer = await post(of('f'));
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      const problem = await problemOf(answer);
      expect(problem).toMatchObject({ code: 'artifact_not_found' });
      expect(problem.detail).toContain('Send one first: POST /api/v1/reports.');
    });

    it('for an environment that the policy does not have, as at the gate', async () => {
      const problem = await problemOf(await post(of('a', { environment: 'moon' })));
      expect(problem).toMatchObject({ status: 404, code: 'environment_not_found' });
      expect(problem.detail).toContain('dev, stage, prod');
    });

    it.each([
      ['a tag instead of the digest', { digest: 'latest' }, 'digest'],
      ['a short digest', { digest: 'sha256:abc' }, 'digest'],
      ['no image', { image: undefined }, 'image'],
      ['no environment', { environment: '' }, 'environment'],
      ['a tag that is none', { tag: '../prod' }, 'tag'],
      ['null for what may be left out', { tag: null }, 'tag'],
      ['lines of source', { source: 'one\ntwo' }, 'source'],
      ['a source without end', { source: 'x'.repeat(201) }, 'source'],
      ['somebody else who recorded it', { recordedBy: { kind: 'person', name: 'ada' } }, 'recordedBy'],
      ['another time', { recordedAt: '2020-01-01T00:00:00Z' }, 'recordedAt'],
    ])('with %s', async (_, changes, field) => {
      const problem = await problemOf(await post(of('a', changes)));
      expect(problem).toMatchObject({ status: 400, code: 'invalid_input' });
      expect(JSON.stringify(problem.issues)).toContain(field);
    });

    it('for whoever may only look, also with a token of theirs, and names the permission', async () => {
      for (const role of ['viewer', 'developer'] as const) {
        const person = await insertPerson(api.sql, { grants: [{ role }] });
        const token = await insertToken(api.sql, { accountId: person.accountId });
        for (const as of [person, { token }]) {
          const problem = await problemOf(await post(of('a'), as));
          expect(problem).toMatchObject({ status: 403, code: 'forbidden' });
          expect(problem.detail).toContain('deployment:write');
        }
      }
      expect((await list()).total).toBe(0);
    });

    it('from another site, though the browser sends the cookie along', async () => {
      const answer = await api.call('POST', PATH, {
        as: security,
        body: of('a'),
        headers: { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' },
      });
      expect((await problemOf(answer)).code).toBe('cross_site_request');
    });
  });

  describe('of another project', () => {
    let ours: TestPerson;

    beforeAll(async () => {
      const [project] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'shop'`);
      ours = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: project?.id ?? 0 }] });
    });

    it('are recorded by nobody without a role there, who is told the same as of nothing at all', async () => {
      const there = { image: 'acme/other', digest: digestOf('e'), environment: 'prod', project: 'other' };
      const foreign = await problemOf(await post(there, ours));
      const absent = await problemOf(await post({ ...there, project: 'nowhere' }, ours));
      expect([foreign.status, foreign.code, foreign.detail.replace('other,', 'nowhere,')]).toEqual([
        absent.status,
        absent.code,
        absent.detail,
      ]);
      expect((await list()).total).toBe(0);
    });

    it('are in no list and no total, and cannot be ended', async () => {
      await record('a');
      const theirs = await record('e', { image: 'acme/other', project: 'other' });
      for (const query of ['', '?project=other', '?image=acme/other', `?artifact=${theirs.artifactId}`]) {
        const page = (await (await api.call('GET', `${PATH}${query}`, { as: ours })).json()) as DeploymentPage;
        expect([page.items.map(({ image }) => image), page.total]).toEqual(query === '' ? [['acme/api'], 1] : [[], 0]);
      }
      const foreign = await problemOf(await api.call('POST', `${PATH}/${theirs.id}/end`, { as: ours, body: {} }));
      const absent = await problemOf(await api.call('POST', `${PATH}/999999/end`, { as: ours, body: {} }));
      expect([foreign.status, foreign.code]).toEqual([absent.status, absent.code]);
      expect(foreign.status).toBe(404);
      expect((await list('?project=other&current=true')).total).toBe(1);
    });
  });

  describe('the list', () => {
    beforeEach(async () => {
      await record('a');
      await record('b');
      await record('a', { environment: 'dev' });
      await record('d', { image: 'acme/web', environment: 'stage' });
      await record('e', { image: 'acme/other', project: 'other' });
    });

    it.each([
      ['', 5],
      ['?current=true', 4],
      ['?current=false', 1],
      ['?environment=prod&current=true', 2],
      ['?project=shop', 4],
      ['?image=acme/web', 1],
      ['?environment=nowhere', 0],
      ['?outcome=fail&image=acme/web', 0],
    ])('%s has %i', async (query, count) => {
      const page = await list(query);
      expectContract('deploymentsList', 200, page);
      expect([page.items.length, page.total]).toEqual([count, count]);
    });

    it('tells what runs although it may not', async () => {
      const { digest } = await api.take(FULL_OF_FINDINGS, '?image=acme/full&project=shop');
      const { id } = await record('a', { image: 'acme/full', digest });
      for (const query of ['?outcome=fail', '?outcome=fail&current=true&environment=prod&limit=1'].map(
        (each) => `${each}&image=acme/full`,
      )) {
        const page = await list(query);
        expect([page.items.map((item) => item.id), page.total]).toEqual([[id], 1]);
      }
      const others = await list('?current=true');
      const counts = await Promise.all(
        ['pass', 'fail', 'unknown'].map(async (outcome) => (await list(`?current=true&outcome=${outcome}`)).total),
      );
      expect(counts.reduce((sum: number, total) => sum + Number(total), 0)).toBe(others.total);
    });

    it('of an artifact says where it runs', async () => {
      const { items } = await list(`?artifact=${receipts['a']?.artifactId}&current=true`);
      expect(items.map(({ environment }) => environment)).toEqual(['dev']);
    });

    it.each(['-recorded', 'recorded', 'image', '-image'])('pages by key, sorted by %s', async (sort) => {
      const whole = (await list(`?sort=${sort}`)).items.map(({ id }) => id);
      expect(whole).toHaveLength(5);
      const paged: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: DeploymentPage = await list(`?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(whole);
    });

    it('by image has environments in the order of the policy', async () => {
      await record('a', { environment: 'stage' });
      const { items } = await list('?sort=image&current=true&image=acme/api');
      expect(items.map(({ environment }) => environment)).toEqual(['dev', 'stage', 'prod']);
    });

    it.each([
      '?current=maybe',
      '?outcome=good',
      '?artifact=0',
      '?artifact=x',
      '?sort=digest',
      '?limit=0',
      '?cursor=x',
      '?project=../x',
    ])('%s is refused', async (query) => {
      expect((await api.get(`${PATH}${query}`)).status).toBe(400);
    });
  });

  describe('ending one', () => {
    it('takes it off what runs, once, and is in the audit log', async () => {
      const { id } = await record('a');
      const answer = await api.call('POST', `${PATH}/${id}/end`, { as: security, body: {} });
      expect(answer.status).toBe(200);
      const ended = (await answer.json()) as Deployment;
      expectContract('deploymentsEnd', 200, ended);
      expect(ended.endedAt).not.toBeNull();
      expect((await list('?current=true')).total).toBe(0);
      const again = await api.call('POST', `${PATH}/${id}/end`, { as: security, body: {} });
      expect([again.status, await again.json()]).toEqual([200, ended]);
      const events = await eventsOf(api, 'acme/api in prod');
      expect(events.filter(({ action, target }) => action === 'deployment.ended' && target.id === id)).toHaveLength(1);
      // It can run there again.
      expect((await record('a')).id).not.toBe(id);
    });

    it('by many at once ends it once', async () => {
      const { id } = await record('a');
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => api.call('POST', `${PATH}/${id}/end`, { as: security, body: {} })),
      );
      const bodies = await Promise.all(answers.map((answer) => answer.text()));
      expect(new Set(bodies).size).toBe(1);
      const events = await eventsOf(api, 'acme/api in prod');
      expect(events.filter(({ target }) => target.id === id).map(({ action }) => action)).toEqual([
        'deployment.ended',
        'deployment.recorded',
      ]);
    });
  });
});
