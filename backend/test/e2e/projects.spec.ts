import { Client } from 'pg';
import type { TokenPage } from '../../src/modules/identity/machines/tokens/dto/token.dto.js';
import type { Project, ProjectDetail, ProjectPage } from '../../src/modules/projects/dto/project.dto.js';
import type { WaiverResult } from '../../src/modules/waivers/dto/waiver.dto.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

/**
 * Projects as people keep them. Nobody must be able to: make one, change one or archive one without the right to; learn by it that
 * another exists; have its slug, which pipelines call it by, change; send anything into one that is archived, by whichever way, nor lose
 * what it has.
 */
const PROJECTS = '/api/v1/projects';
const REPORT = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
const OTHER_REPORT = fixture('reports/jenkins-analysis-model/grype-report-wo-description.json');
const DIGEST = `sha256:${'a'.repeat(64)}`;
/** core `IntakeLock`. */
const INTAKE_LOCK = '7017864314630402681';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

describe('projects', () => {
  let api: TestApi;
  let admin: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
  });

  afterAll(() => api.stop());

  const call = (method: string, path: string, body: object, as: Caller = admin): Promise<Response> =>
    api.call(method, path, { as, body });

  async function done<Answer>(answer: Promise<Response>): Promise<Answer> {
    const response = await answer;
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  const codeOf = async (answer: Promise<Response>): Promise<[number, string]> => {
    const { status, code } = await problemOf(await answer);
    return [status, code];
  };

  describe('creating one', () => {
    it('answers what was made, and the audit log says by whom', async () => {
      const response = await call('POST', PROJECTS, {
        slug: 'till',
        name: 'Tills',
        description: 'In every shop.\nAda.',
      });
      expect(response.status).toBe(201);
      const project = (await response.json()) as Project;
      expectContract('projectChangesCreate', 201, project);
      expect(project).toMatchObject({
        slug: 'till',
        name: 'Tills',
        description: 'In every shop.\nAda.',
        imageCount: 0,
        lastReportAt: null,
        archivedAt: null,
        archivedBy: null,
      });
      expect((await eventsOf(api, 'till'))[0]).toMatchObject({
        action: 'project.created',
        actor: { name: admin.email },
        target: { kind: 'project', id: project.id, name: 'till' },
        after: { name: 'Tills' },
      });
      const detail = await api.read<ProjectDetail>(`${PROJECTS}/till`);
      expectContract('projectsGet', 200, detail);
      expect(detail).toEqual({ ...project, permissions: expect.arrayContaining(['report:write', 'project:create']) });
    });

    it('calls it by its slug where no name is given, and takes a slug once', async () => {
      expect(await done(call('POST', PROJECTS, { slug: 'plain' }))).toMatchObject({ name: 'plain', description: '' });
      expect(await codeOf(call('POST', PROJECTS, { slug: 'plain', name: 'Other' }))).toEqual([409, 'project_exists']);
      expect(await api.read(`${PROJECTS}/plain`)).toMatchObject({ name: 'plain' });
    });

    it.each([
      ['no slug', {}],
      ['a capital', { slug: 'Capital' }],
      ['two words', { slug: 'two words' }],
      ['a long slug', { slug: 'x'.repeat(64) }],
      ['an empty name', { slug: 'ok', name: ' ' }],
      ['a name of two lines', { slug: 'ok', name: 'two\nlines' }],
      ['a long description', { slug: 'ok', description: 'x'.repeat(2001) }],
      ['what is not theirs to say', { slug: 'ok', archivedAt: inDays(0) }],
    ])('refuses %s', async (_, body) => {
      expect((await call('POST', PROJECTS, body)).status).toBe(400);
      expect((await api.get(`${PROJECTS}/ok`)).status).toBe(404);
    });
  });

  it('have another name and description, and the same slug', async () => {
    await insertProject(api.sql, 'renamed');
    const renamed = await done<Project>(call('PATCH', `${PROJECTS}/renamed`, { name: 'Web shop' }));
    expectContract('projectChangesChange', 200, renamed);
    expect(renamed).toMatchObject({ slug: 'renamed', name: 'Web shop', description: '' });
    expect((await eventsOf(api, 'renamed'))[0]).toMatchObject({
      action: 'project.changed',
      before: { name: 'renamed', description: '' },
      after: { name: 'Web shop', description: '' },
    });
    // What is so already is no change.
    await done(call('PATCH', `${PROJECTS}/renamed`, { name: 'Web shop' }));
    expect(await eventsOf(api, 'renamed')).toHaveLength(1);
    expect((await call('PATCH', `${PROJECTS}/renamed`, { slug: 'other' })).status).toBe(400);
    expect(await done(call('PATCH', `${PROJECTS}/renamed`, { description: 'Sells.' }))).toMatchObject({
      name: 'Web shop',
      description: 'Sells.',
    });
    const { items } = await api.read<ProjectPage>(`${PROJECTS}?q=web%20sh`);
    expect(items.map(({ slug }) => slug)).toEqual(['renamed']);
  });

  it('answer alike where they are not there and where they are of others', async () => {
    const projectId = await insertProject(api.sql, 'ours');
    await insertProject(api.sql, 'theirs');
    const as = await insertPerson(api.sql, { grants: [{ role: 'admin', projectId }] });
    const detail = (await (await api.call('GET', `${PROJECTS}/ours`, { as })).json()) as ProjectDetail;
    expect(detail.permissions).toEqual(expect.arrayContaining(['project:write', 'role:write']));
    expect(detail.permissions).not.toContain('project:create');
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['POST', '/archive'],
      ['POST', '/unarchive'],
    ] as const) {
      const told = async (slug: string) => {
        const answer = await api.call(method, `${PROJECTS}/${slug}${path}`, {
          as,
          ...(method !== 'GET' && { body: {} }),
        });
        const { requestId: _, detail, ...problem } = await problemOf(answer);
        return { ...problem, detail: detail.replace(slug, '…') };
      };
      expect(await told('theirs')).toMatchObject({ status: 404, code: 'project_not_found' });
      expect(await told('theirs')).toEqual(await told('missing'));
    }
    // Whoever has one project alone makes no other.
    expect(await codeOf(call('POST', PROJECTS, { slug: 'more' }, as))).toEqual([403, 'forbidden']);
  });

  it('show those tokens of theirs that the reader manages', async () => {
    const projectId = await insertProject(api.sql, 'with-tokens');
    await insertToken(api.sql, { projectId });
    await insertToken(api.sql, {});
    const list = async (as: Caller) =>
      (await (await api.call('GET', '/api/v1/tokens?project=with-tokens', { as })).json()) as TokenPage;
    expect(await list(admin)).toMatchObject({ total: 1, items: [{ project: 'with-tokens' }] });
    const other = await insertPerson(api.sql, {
      grants: [{ role: 'admin', projectId: await insertProject(api.sql, 'without-tokens') }],
    });
    expect(await list(other)).toMatchObject({ total: 0, items: [] });
  });

  describe('an archived one', () => {
    const WAIVER = {
      scope: { advisory: 'CVE-2021-44906', image: 'acme/api' },
      status: 'accepted',
      justification: 'a spec',
      expiresAt: inDays(10),
    };
    let guardian: TestPerson;
    let waiting: WaiverResult[];
    let artifactId: string;

    const report = (query: string, body = REPORT): Promise<Response> => api.send(body, `?project=old&${query}`);
    const known = `image=acme/api&digest=${DIGEST}&tag=1`;

    const waiver = (advisory: string): object => ({
      project: 'old',
      ...WAIVER,
      scope: { ...WAIVER.scope, advisory },
    });

    const deploy = (environment: string): Promise<Response> =>
      call('POST', '/api/v1/deployments', { project: 'old', image: 'acme/api', digest: DIGEST, environment });

    const archive = (): Promise<Project> => done<Project>(call('POST', `${PROJECTS}/old/archive`, {}));
    const unarchive = (): Promise<Project> => done<Project>(call('POST', `${PROJECTS}/old/unarchive`, {}));

    /** All that could have come in. */
    const contents = (): Promise<object[]> =>
      api.sql(`SELECT (SELECT count(*) FROM image) AS images, (SELECT count(*) FROM artifact) AS artifacts,
        (SELECT count(*) FROM scan) AS scans, (SELECT count(*) FROM report) AS reports, (SELECT count(*) FROM waiver) AS waivers,
        (SELECT count(*) FROM waiver_approval) AS approvals, (SELECT count(*) FROM deployment) AS deployments,
        (SELECT count(*) FROM vex_document) AS documents, (SELECT count(*) FROM api_token) AS tokens`);

    beforeAll(async () => {
      guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
      ({ artifactId } = await api.take(REPORT, `?project=old&${known}`));
      const requester = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
      waiting = [];
      for (const advisory of ['CVE-2020-0001', 'CVE-2020-0002', 'CVE-2020-0005'])
        waiting.push(await done(call('POST', '/api/v1/waivers', waiver(advisory), requester)));
      const approved = waiting.at(-1)?.waiver;
      for (const as of [guardian, await insertPerson(api.sql, { grants: [{ role: 'security' }] })])
        await done(call('POST', `/api/v1/waivers/${approved?.id}/approve`, { revision: approved?.revision }, as));
      await done(deploy('prod'));
      await archive();
    });

    it('says since when and by whom, once', async () => {
      const project = await archive();
      expectContract('projectChangesArchive', 200, project);
      expect(project).toMatchObject({ archivedBy: admin.email, archivedAt: expect.any(String) });
      const events = await eventsOf(api, 'old');
      expect(events.filter(({ action }) => action === 'project.archived')).toHaveLength(1);
      const slugs = async (query: string) =>
        (await api.read<ProjectPage>(`${PROJECTS}?limit=100${query}`)).items.map(({ slug }) => slug);
      expect(await slugs('&state=archived')).toEqual(['old']);
      expect(await slugs('&state=active')).not.toContain('old');
      expect(await slugs('')).toContain('old');
    });

    it('takes in nothing, by whichever way, and says why', async () => {
      const before = await contents();
      const [first] = waiting;
      const attempts: Record<string, Promise<Response>> = {
        'a report of another image': report('image=acme/new'),
        'a report of another build': report(`image=acme/api&digest=sha256:${'b'.repeat(64)}`),
        'another report': report(known, OTHER_REPORT),
        'the same report again': report(known),
        'a deployment': deploy('dev'),
        'a token': call('POST', '/api/v1/tokens', {
          name: 'late',
          permissions: ['gate:read'],
          project: 'old',
          expiresAt: inDays(1),
        }),
        'a waiver': call('POST', '/api/v1/waivers', waiver('CVE-2020-0003'), guardian),
        'an approval': call(
          'POST',
          `/api/v1/waivers/${first?.waiver.id}/approve`,
          { revision: first?.waiver.revision },
          guardian,
        ),
        'an edit of a waiver': call('PUT', `/api/v1/waivers/${first?.waiver.id}`, {
          ...WAIVER,
          basedOn: first?.waiver.revision,
          justification: 'another',
        }),
        'a renewal': call('POST', `/api/v1/waivers/${waiting.at(-1)?.waiver.id}/renew`, { expiresAt: inDays(11) }),
        'a file of waivers': call('POST', '/api/v1/waivers/apply', {
          project: 'old',
          origin: 'a spec',
          source: `waivers: [{id: A, scope: {advisory: CVE-2020-0004}, status: accepted, justification: a spec, author: ada,
            validFrom: ${inDays(-1)}, expiresAt: ${inDays(5)}}]`,
        }),
        'a VEX document': api.call('POST', '/api/v1/vex?project=old', {
          as: { token: api.token },
          body: {
            '@context': 'https://openvex.dev/ns/v0.2.0',
            '@id': 'https://acme.example/vex',
            author: 'a spec',
            timestamp: inDays(-1),
            version: 1,
            statements: [],
          },
        }),
        'a trust rule': call('POST', '/api/v1/trust-rules', {
          name: 'late',
          issuer: 'https://ci.acme.example',
          audience: 'plimsoll',
          conditions: [{ claim: 'sub', pattern: 'repo:acme/api:*' }],
          project: 'old',
          permissions: ['gate:read'],
        }),
      };
      const told: Record<string, unknown> = {};
      for (const [what, answer] of Object.entries(attempts)) told[what] = await codeOf(answer);
      expect(told).toEqual(Object.fromEntries(Object.keys(attempts).map((what) => [what, [409, 'project_archived']])));
      expect(await contents()).toEqual(before);
    });

    it('is read as before, and what ends something is still done', async () => {
      expect(await api.read(`/api/v1/gate?project=old&image=acme/api&tag=1&environment=prod`)).toMatchObject({
        outcome: expect.any(String),
        digest: DIGEST,
      });
      expect(await api.read(`/api/v1/artifacts/${artifactId}`)).toMatchObject({ project: 'old' });
      const [, second] = waiting;
      await done(call('POST', `/api/v1/waivers/${second?.waiver.id}/reject`, { reason: 'archived' }, guardian));
      const { items } = await api.read<{ items: { id: string; project: string }[] }>('/api/v1/deployments?project=old');
      await done(call('POST', `/api/v1/deployments/${items[0]?.id}/end`, {}));
      await done(call('PATCH', `${PROJECTS}/old`, { description: 'Replaced by the web shop.' }));
    });

    it('takes in what is new again once it is unarchived', async () => {
      expect(await unarchive()).toMatchObject({ archivedAt: null, archivedBy: null });
      await unarchive();
      const events = await eventsOf(api, 'old');
      expect(events.filter(({ action }) => action === 'project.unarchived')).toHaveLength(1);
      expect((await report(known)).status).toBe(200);
      expect((await report(known, OTHER_REPORT)).status).toBe(201);
    });

    it('waits for the reports that are being taken in', async () => {
      const client = new Client({ connectionString: api.ownerUrl });
      await client.connect();
      try {
        await client.query('BEGIN');
        await client.query('SELECT pg_advisory_xact_lock_shared($1::bigint)', [INTAKE_LOCK]);
        let isArchived = false;
        const archived = archive().then(() => (isArchived = true));
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(isArchived).toBe(false);
        await client.query('COMMIT');
        await archived;
      } finally {
        await client.end();
        await unarchive();
      }
    });
  });
});
