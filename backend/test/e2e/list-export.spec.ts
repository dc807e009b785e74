import { parse } from 'csv-parse/sync';
import type { ArtifactPage, ArtifactSummary } from '../../src/modules/artifacts/dto/artifact-summary.dto.js';
import type { AuditEventPage } from '../../src/modules/audit/dto/audit-event.dto.js';
import type { ImagePage, ImageSummary } from '../../src/modules/images/dto/image.dto.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertToken } from './principals.js';

/** Lists as files: the same rows as the list shows, for the same people, and nothing that a spreadsheet would run. */
const REPORT = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
const OTHER_REPORT = fixture('documents/cyclonedx-bom-examples/SBOM/laravel-7.12.0/bom.1.2.json');

describe('a list as a file', () => {
  let api: TestApi;
  let ours: number;

  beforeAll(async () => {
    api = await startApi();
    for (const [project, image, report] of [
      ['ours', 'acme/one', REPORT],
      ['ours', 'acme/two', OTHER_REPORT],
      ['theirs', 'acme/three', REPORT],
    ] as const) {
      await api.take(report, `?project=${project}&image=${image}&tag=1`);
    }
    const [row] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'ours'`);
    ours = row?.id ?? 0;
    await api.sql(`INSERT INTO image (project_id, repository) VALUES ($1, 'acme/empty')`, [ours]);
  });

  afterAll(() => api.stop());

  const take = async (path: string, as: Caller = { token: api.token }): Promise<Response> => {
    const response = await api.call('GET', path, { as });
    expect([path, response.status]).toEqual([path, 200]);
    return response;
  };

  const table = async (path: string, as?: Caller): Promise<Record<string, string>[]> =>
    parse(await (await take(path, as)).text(), { columns: true, record_delimiter: '\r\n' });

  it.each([
    '',
    '&project=ours',
    '&q=one',
    '&outcome=fail&environment=prod',
    '&rule=vulnerabilities.critical',
    '&q=none',
  ])('has the artifacts of the list, as JSON and as a table: %s', async (filter) => {
    const { items } = await api.read<ArtifactPage>(`/api/v1/artifacts?sort=created${filter}`);
    const response = await take(`/api/v1/artifacts/export?format=json${filter}`);
    expect(response.headers.get('Content-Disposition')).toMatch(
      /^attachment; filename="plimsoll-artifacts-\d{4}-\d{2}-\d{2}\.json"$/,
    );
    const exported = (await response.json()) as ArtifactSummary[];
    expectContract('artifactsExport', 200, exported);
    expect(exported).toEqual(items);
    const rows = await table(`/api/v1/artifacts/export?format=csv${filter}`);
    expect(rows.map(({ artifactId, image, tags, critical }) => ({ artifactId, image, tags, critical }))).toEqual(
      items.map(({ id, image, tags, counts }) => ({
        artifactId: id,
        image,
        tags: tags.join(' '),
        critical: String(counts.critical),
      })),
    );
    for (const [place, row] of rows.entries()) {
      for (const { environment, outcome, summary } of items[place]?.verdicts ?? []) {
        expect([row[`${environment}: verdict`], row[`${environment}: reason`]]).toEqual([outcome, summary]);
      }
    }
  });

  it('has the images of the fleet, also those without an artifact', async () => {
    const { items } = await api.read<ImagePage>('/api/v1/images?sort=name');
    const exported = (await (await take('/api/v1/images/export?format=json')).json()) as ImageSummary[];
    expectContract('imagesExport', 200, exported);
    expect(exported).toEqual(items);
    const rows = await table('/api/v1/images/export?format=csv');
    expect(rows.map(({ image }) => image)).toEqual(items.map(({ repository }) => repository));
    expect(rows.find(({ image }) => image === 'acme/empty')).toMatchObject({ artifactId: '', 'prod: verdict': '' });
  });

  it('has more rows than are read at once, each once', async () => {
    await api.sql(
      `INSERT INTO image (project_id, repository) SELECT $1, 'bulk/' || lpad(n::text, 4, '0') FROM generate_series(1, 1201) AS n`,
      [ours],
    );
    try {
      const rows = await table('/api/v1/images/export?format=csv&q=bulk/');
      expect(rows.map(({ image }) => image)).toEqual(
        Array.from({ length: 1201 }, (_, place) => `bulk/${String(place + 1).padStart(4, '0')}`),
      );
    } finally {
      await api.sql(`DELETE FROM image WHERE repository LIKE 'bulk/%'`);
    }
  });

  it('has no cell that a spreadsheet would run', async () => {
    const [artifact] = await api.sql<{ id: number; image: number }>(
      `SELECT artifact.id, image_id AS image FROM artifact JOIN image ON image.id = image_id WHERE repository = 'acme/two'`,
    );
    for (const tag of ['=1+1', '+1', '-1', '@SUM(1)']) {
      await api.sql('INSERT INTO artifact_tag (image_id, tag, artifact_id) VALUES ($1, $2, $3)', [
        artifact?.image,
        tag,
        artifact?.id,
      ]);
    }
    await api.sql(`UPDATE image SET repository = '=cmd|x' WHERE id = $1`, [artifact?.image]);
    try {
      const cells = (await table('/api/v1/artifacts/export?format=csv')).flatMap((row) => Object.values(row));
      expect(cells.filter((cell) => /^\s*[=+@-]/.test(cell))).toEqual([]);
      expect(cells).toContain(`'=cmd|x`);
    } finally {
      await api.sql(`UPDATE image SET repository = 'acme/two' WHERE id = $1`, [artifact?.image]);
      await api.sql(`DELETE FROM artifact_tag WHERE tag <> '1'`);
    }
  });

  it('has nothing of a project that the reader cannot see', async () => {
    const callers = [
      await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: ours }] }),
      { token: await insertToken(api.sql, { projectId: ours }) },
    ];
    for (const as of callers) {
      for (const path of ['artifacts', 'images']) {
        const rows = await table(`/api/v1/${path}/export?format=csv`, as);
        expect(new Set(rows.map(({ project }) => project))).toEqual(new Set(['ours']));
        expect(await table(`/api/v1/${path}/export?format=csv&project=theirs`, as)).toEqual([]);
        expect(await (await take(`/api/v1/${path}/export?format=json&project=theirs`, as)).text()).toBe('[]\n');
      }
    }
    const stranger = await insertPerson(api.sql);
    expect((await api.call('GET', '/api/v1/images/export?format=csv', { as: stranger })).status).toBe(403);
  });

  it('is in the audit log, with who took it and what it was filtered by', async () => {
    const person = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: ours }] });
    await (await take('/api/v1/images/export?format=csv&outcome=fail', person)).text();
    const { items } = await api.read<AuditEventPage>('/api/v1/audit-events?action=images.exported&limit=1');
    expect(items[0]).toMatchObject({
      actor: { name: person.email },
      after: { format: 'csv', outcome: 'fail', count: expect.any(Number) },
    });
  });

  it.each(['', '?format=xml', '?format=csv&limit=5', '?format=csv&sort=name', '?format=csv&format=json'])(
    'is not made of "%s"',
    async (query) => {
      for (const path of ['artifacts', 'images']) {
        const { status, code } = await problemOf(await api.get(`/api/v1/${path}/export${query}`));
        expect([status, code]).toEqual([400, 'invalid_input']);
      }
    },
  );
});
