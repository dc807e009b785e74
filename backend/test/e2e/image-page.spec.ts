import type { Build, BuildPage } from '../../src/modules/images/dto/build.dto.js';
import type { Image } from '../../src/modules/images/dto/image-detail.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertToken } from './principals.js';

/** An image by its builds: what each changed against the one before, and what runs where. */
const FEW = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
const MANY = fixture('reports/defectdojo/trivy/scheme_2_many_vulns.json');
const NONE = fixture('documents/cyclonedx-bom-examples/SBOM/laravel-7.12.0/bom.1.2.json');
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;

describe('The page of an image', () => {
  let api: TestApi;
  let imageId: string;
  const receipts: ReportReceipt[] = [];

  const digestOf = (digit: number): string => `sha256:${String(digit).repeat(64)}`;

  const deploy = async (digit: number, environment: string, image = 'acme/shop', project = 'ours'): Promise<void> => {
    const body = { project, image, digest: digestOf(digit), environment };
    const response = await api.call('POST', '/api/v1/deployments', { as: { token: api.token }, body });
    expect(response.status).toBe(201);
  };

  beforeAll(async () => {
    api = await startApi();
    for (const [place, report] of [NONE, MANY, FEW, MANY].entries()) {
      receipts.push(
        await api.take(report, `?project=ours&image=acme/shop&digest=${digestOf(place + 1)}&tag=v${place}`),
      );
    }
    await api.take(FEW, `?project=theirs&image=acme/shop&digest=${digestOf(1)}&tag=v0`);
    await deploy(3, 'dev');
    await deploy(2, 'prod');
    await deploy(2, 'dev');
    await deploy(1, 'prod', 'acme/shop', 'theirs');
    imageId = (await api.read<Build>(`/api/v1/artifacts/${receipts[0]?.artifactId}`)).imageId;
  });

  afterAll(() => api.stop());

  const read = async <Answer>(path: string, as: Caller = { token: api.token }): Promise<Answer> => {
    const response = await api.call('GET', `/api/v1/images/${imageId}${path}`, { as });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  };

  it('says what the image is, what of it runs where, and how many findings each build has, oldest first', async () => {
    const image = await read<Image>('');
    expectContract('imagesGet', 200, image);
    expect(image).toMatchObject({ id: imageId, project: 'ours', repository: 'acme/shop', artifactCount: 4 });
    expect(image.latest?.id).toBe(receipts[3]?.artifactId);
    expect(image.deployments?.map(({ environment, digest }) => [environment, digest])).toEqual([
      ['dev', digestOf(2)],
      ['prod', digestOf(2)],
    ]);
    expect(image.trend.map(({ artifactId, counts }) => [artifactId, counts])).toEqual(
      receipts.map(({ artifactId, counts }) => [artifactId, counts]),
    );
  });

  it('lists its builds, newest first, with verdicts and what each changed, page by page', async () => {
    const items: Build[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: BuildPage = await read(`/builds?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expectContract('imagesListBuilds', 200, page);
      expect(page.total).toBe(4);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(items.map(({ id }) => id)).toEqual(receipts.map(({ artifactId }) => artifactId).toReversed());
    expect(items.map(({ runsIn }) => runsIn)).toEqual([[], [], ['dev', 'prod'], []]);
    for (const [place, { verdicts, change, counts }] of items.entries()) {
      expect(verdicts.map(({ environment }) => environment)).toEqual(['dev', 'stage', 'prod']);
      const before = items[place + 1];
      const counted =
        before && Object.fromEntries(SEVERITIES.map((name) => [name, counts[name] - before.counts[name]]));
      expect(change).toEqual(before === undefined ? null : { artifactId: before.id, counts: counted });
    }
    expect(SEVERITIES.some((severity) => (items[1]?.change?.counts[severity] ?? 0) < 0)).toBe(true);
  });

  it('counts what the scans say now: a later scan of a build moves its point, and not the build', async () => {
    await api.take(FEW, `?project=ours&image=acme/shop&digest=${digestOf(1)}`);
    const { trend } = await read<Image>('');
    const { items } = await read<BuildPage>('/builds');
    expect(trend.map(({ artifactId }) => artifactId)).toEqual(receipts.map(({ artifactId }) => artifactId));
    expect(trend[0]?.counts).not.toEqual(receipts[0]?.counts);
    expect(items.toReversed().map(({ counts }) => counts)).toEqual(trend.map(({ counts }) => counts));
  });

  describe('for others', () => {
    let projectId: number;

    beforeAll(async () => {
      const [row] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'theirs'`);
      projectId = row?.id ?? 0;
    });

    it.each(['', '/builds', '/builds?cursor=x'])('is not there in another project: %s', async (path) => {
      const callers: Caller[] = [
        await insertPerson(api.sql, { grants: [{ role: 'admin', projectId }] }),
        { token: await insertToken(api.sql, { projectId }) },
      ];
      for (const as of callers) {
        const [foreign, missing] = await Promise.all(
          [imageId, '999999'].map(async (id) =>
            problemOf(await api.call('GET', `/api/v1/images/${id}${path}`, { as })),
          ),
        );
        expect(foreign).toMatchObject({ status: 404, code: 'image_not_found' });
        expect(foreign?.detail.replace(imageId, '…')).toBe(missing?.detail.replace('999999', '…'));
      }
    });

    it('does not say where it runs to a token that must not read deployments', async () => {
      const as = { token: await insertToken(api.sql, { permissions: ['artifact:read'] }) };
      expect((await read<Image>('', as)).deployments).toBeNull();
      const { items, total } = await read<BuildPage>('/builds', as);
      expect([items.map(({ runsIn }) => runsIn), total]).toEqual([[null, null, null, null], 4]);
    });
  });

  it('is not there for a number that no image has, and is refused for what is no number', async () => {
    expect((await api.get('/api/v1/images/999999')).status).toBe(404);
    expect((await api.get('/api/v1/images/0')).status).toBe(400);
    expect((await api.get('/api/v1/images/shop')).status).toBe(400);
  });
});
