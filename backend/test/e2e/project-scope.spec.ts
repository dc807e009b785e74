import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ArtifactPage } from '../../src/modules/artifacts/dto/artifact-summary.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import type { ImagePage } from '../../src/modules/images/dto/image.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { insertPerson, insertToken } from './principals.js';

/**
 * Projects keep things apart. Whoever has a role in one project, or a token for it, must not be able to learn that
 * anything of another one exists, not by an answer, a count, a total or another status, nor to write there.
 */
const REPORT = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
const OTHER_REPORT = fixture('reports/jenkins-analysis-model/grype-report-wo-description.json');

describe('projects', () => {
  let api: TestApi;
  const receipts: Record<string, ReportReceipt> = {};
  const projectIds: Record<string, number> = {};
  const callers: Record<string, Caller> = {};
  const findings: Record<string, string> = {};
  const verdicts: Record<string, string> = {};

  beforeAll(async () => {
    api = await startApi();
    receipts['ours'] = await api.take(REPORT, '?project=ours&image=acme/ours&tag=1');
    receipts['theirs'] = await api.take(OTHER_REPORT, '?project=theirs&image=acme/theirs&tag=1');
    for (const { id, slug } of await api.sql<{ id: number; slug: string }>('SELECT id, slug FROM project')) {
      projectIds[slug] = id;
    }
    const projectId = projectIds['ours'] ?? 0;
    callers['a viewer of ours'] = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] });
    callers['a developer of ours'] = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId }] });
    callers['a token for ours'] = { token: await insertToken(api.sql, { projectId }) };
    const owner = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId }] });
    callers['a token for everything, of a developer of ours'] = {
      token: await insertToken(api.sql, { accountId: owner.accountId }),
    };
    for (const [name, { artifactId }] of Object.entries(receipts)) {
      const { items } = await api.read<FindingPage>(`/api/v1/artifacts/${artifactId}/findings?limit=1`);
      findings[name] = items[0]?.id ?? '';
      const artifact = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
      verdicts[name] = artifact.verdicts[0]?.verdictId ?? '';
    }
  });

  afterAll(() => api.stop());

  const NAMES = [
    'a viewer of ours',
    'a developer of ours',
    'a token for ours',
    'a token for everything, of a developer of ours',
  ];

  describe.each(NAMES)('%s', (name) => {
    const read = (path: string): Promise<Response> => api.call('GET', path, { as: callers[name] ?? 'anonymous' });

    it('sees the images and artifacts of ours alone, and counts no others', async () => {
      for (const query of ['', '?sort=-severity', '?q=acme']) {
        const images = (await (await read(`/api/v1/images${query}`)).json()) as ImagePage;
        expect([images.items.map(({ repository }) => repository), images.total]).toEqual([['acme/ours'], 1]);
        const artifacts = (await (await read(`/api/v1/artifacts${query}`)).json()) as ArtifactPage;
        expect([artifacts.items.map(({ image }) => image), artifacts.total]).toEqual([['acme/ours'], 1]);
      }
    });

    it.each(['?project=theirs', '?image=acme/theirs', '?project=nowhere'])(
      'finds nothing by asking for it: %s',
      async (query) => {
        expect(await (await read(`/api/v1/artifacts${query}`)).json()).toEqual({
          items: [],
          nextCursor: null,
          total: 0,
        });
      },
    );

    it.each([
      ['artifact', ({ artifactId }: ReportReceipt) => `/api/v1/artifacts/${artifactId}`],
      ['findings', ({ artifactId }: ReportReceipt) => `/api/v1/artifacts/${artifactId}/findings`],
      [
        'finding',
        ({ artifactId }: ReportReceipt, of: string) => `/api/v1/artifacts/${artifactId}/findings/${findings[of]}`,
      ],
      ['components', ({ artifactId }: ReportReceipt) => `/api/v1/artifacts/${artifactId}/components`],
      ['verdict', (_: ReportReceipt, of: string) => `/api/v1/verdicts/${verdicts[of]}`],
      [
        "verdict's findings",
        (_: ReportReceipt, of: string) => `/api/v1/verdicts/${verdicts[of]}/findings?rule=evidence.require`,
      ],
      [
        'answer at the gate',
        (_: ReportReceipt, of: string) => `/api/v1/gate?project=${of}&image=acme/${of}&tag=1&environment=prod`,
      ],
    ])('is told the same of their %s as of one that is not there', async (_what, pathOf) => {
      const [ours, theirs] = ['ours', 'theirs'].map((of) => pathOf(receipts[of] as ReportReceipt, of)) as [
        string,
        string,
      ];
      expect((await read(ours)).status).toBe(200);
      const missing = theirs
        .replace(receipts['theirs']?.artifactId ?? '', '999999')
        .replace(verdicts['theirs'] ?? '-', 'v_0')
        .replaceAll('theirs', 'missing');
      const [foreign, absent] = await Promise.all([read(theirs), read(missing)]);
      expect(foreign.status).toBe(404);
      expect(await told(foreign, theirs, receipts)).toEqual(await told(absent, missing, receipts));
      expect([...foreign.headers.keys()]).toEqual([...absent.headers.keys()]);
    });
  });

  it('shows a report to whoever may read reports of its project, and to others like a missing one', async () => {
    const as = callers['a developer of ours'] as Caller;
    const pathOf = (of: string): string => `/api/v1/scans/${receipts[of]?.scanId}/report`;
    expect((await api.call('GET', pathOf('ours'), { as })).status).toBe(200);
    const foreign = await problemOf(await api.call('GET', pathOf('theirs'), { as }));
    const missing = await problemOf(await api.call('GET', '/api/v1/scans/999999/report', { as }));
    expect(foreign).toMatchObject({ status: 404, code: missing.code, title: missing.title });
    expect((await api.call('GET', pathOf('ours'), { as: callers['a viewer of ours'] as Caller })).status).toBe(403);
  });

  describe('sending a report', () => {
    const post = (caller: Caller, query: string): Promise<Response> =>
      api.call('POST', `/api/v1/reports${query}`, { as: caller, body: JSON.parse(REPORT.toString()) });

    it.each(['theirs', 'never-there'])('to %s is answered as to a project that is not there', async (project) => {
      const countProjects = () => api.sql('SELECT count(*) FROM project');
      const before = await countProjects();
      for (const name of NAMES.slice(1)) {
        const response = await post(callers[name] as Caller, `?project=${project}&image=acme/intruder`);
        const { code, status, detail } = await problemOf(response);
        expect({ code, status }).toEqual({ code: 'project_not_found', status: 404 });
        expect(detail.replace(project, '…')).toBe('There is no project …, or you have no role in it.');
      }
      expect(await countProjects()).toEqual(before);
      expect(await api.sql(`SELECT id FROM image WHERE repository = 'acme/intruder'`)).toEqual([]);
    });

    it('goes to the project that the sender has, where none is named, and so does the question at the gate', async () => {
      for (const [index, name] of NAMES.slice(1).entries()) {
        const as = callers[name] as Caller;
        const image = `acme/unnamed-${index}`;
        expect((await post(as, `?image=${image}&tag=1`)).status).toBe(201);
        expect(await api.sql('SELECT project_id FROM image WHERE repository = $1', [image])).toEqual([
          { project_id: projectIds['ours'] },
        ]);
        const gate = await api.call('GET', `/api/v1/gate?image=${image}&tag=1&environment=prod`, { as });
        expect(gate.status).toBe(200);
      }
      // Whoever has every project gets the default one.
      expect((await api.send(REPORT, '?image=acme/unnamed-by-all')).status).toBe(201);
      const [slug] = await api.sql(
        `SELECT slug FROM image JOIN project ON project.id = project_id WHERE repository = 'acme/unnamed-by-all'`,
      );
      expect(slug).toEqual({ slug: 'default' });
    });

    it('needs a project where the sender has two', async () => {
      const grants = ['ours', 'theirs'].map((slug) => ({
        role: 'developer' as const,
        projectId: projectIds[slug] ?? 0,
      }));
      const as = await insertPerson(api.sql, { grants });
      expect((await problemOf(await post(as, '?image=acme/two'))).code).toBe('project_not_found');
      expect((await post(as, '?image=acme/two&project=theirs')).status).toBe(201);
    });
  });

  it('ends what a token may do with what its owner may do', async () => {
    const projectId = projectIds['ours'] ?? 0;
    const owner = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId }] });
    const as = { token: await insertToken(api.sql, { accountId: owner.accountId }) };
    const status = async (): Promise<number> => (await api.call('GET', '/api/v1/artifacts', { as })).status;
    expect(await status()).toBe(200);
    await api.sql('DELETE FROM role_grant WHERE account_id = $1', [owner.accountId]);
    expect(await status()).toBe(403);
    await api.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [owner.accountId]);
    expect(await status()).toBe(401);
  });
});

/** The problem without what was asked for. */
async function told(
  response: Response,
  path: string,
  receipts: Record<string, ReportReceipt>,
): Promise<Record<string, unknown>> {
  const { requestId: _, detail, ...rest } = await problemOf(response);
  const asked = [receipts['theirs']?.artifactId ?? '', '999999', 'theirs', 'missing'].filter((word) =>
    path.includes(word),
  );
  return { ...rest, detail: asked.reduce((text, word) => text.replaceAll(word, '…'), detail) };
}
