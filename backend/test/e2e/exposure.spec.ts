import type { ExposurePage } from '../../src/modules/exposure/dto/exposure.dto.js';
import { JobRunner } from '../../src/modules/jobs/job-runner.js';
import { PostingsService } from '../../src/modules/postings/postings.service.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertToken } from './principals.js';

/**
 * Where something is. Nobody must be able to: be calmed by an answer that left an artifact out, because it was not posted yet, was scanned
 * in part, or its evidence was recalled; learn by it what another project has, nor what its reports call an advisory; learn what runs where
 * without the permission for that.
 */
const PATH = '/api/v1/recall';

interface Package {
  name: string;
  version: string;
  purl?: string;
}

const npm = (name: string, version: string): Package => ({ name, version, purl: `pkg:npm/${name}@${version}` });

const OPENSSL = {
  name: 'openssl',
  version: '3.0.1-r0',
  purl: 'pkg:apk/alpine/openssl@3.0.1-r0?arch=x86_64&distro=3.22',
};

/** Lists packages; each advisory is of the first one. */
function trivy(packages: readonly Package[], advisories: readonly string[]): string {
  const described = packages.map(({ name, version, purl }) => ({
    Name: name,
    Version: version,
    Identifier: { PURL: purl },
  }));
  const [first] = packages;
  return JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: 'acme/any:1',
    ArtifactType: 'container_image',
    CreatedAt: '2026-11-01T00:00:00Z',
    Results: [
      {
        Target: 'any',
        Class: 'lang-pkgs',
        Type: 'node-pkg',
        Packages: described,
        Vulnerabilities: advisories.map((id) => ({
          VulnerabilityID: id,
          PkgName: first?.name,
          InstalledVersion: first?.version,
          PkgIdentifier: { PURL: first?.purl },
          Severity: 'LOW',
        })),
      },
    ],
  });
}

/** Says of one advisory, which it names by the first identifier, that the others name it as well. */
function grype({ name, version, purl }: Package, [id, ...related]: readonly string[]): string {
  return JSON.stringify({
    matches: [
      {
        vulnerability: {
          id,
          severity: 'Low',
          fix: { versions: [], state: 'unknown' },
          dataSource: 'https://example.org',
        },
        relatedVulnerabilities: related.map((other) => ({ id: other, dataSource: 'https://example.org' })),
        matchDetails: [],
        artifact: { name, version, type: 'npm', purl, locations: [], licenses: [], language: '', cpes: [] },
      },
    ],
    source: { type: 'image', target: { userInput: 'acme/any:1' } },
    descriptor: { name: 'grype', version: '0.90.0' },
  });
}

function list(packages: readonly Package[]): string {
  const components = packages.map((each) => ({ type: 'library', ...each }));
  const metadata = { timestamp: '2026-11-02T00:00:00Z' };
  return JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata, components });
}

describe('exposure', () => {
  let api: TestApi;
  let ours: Caller;
  const receipts: Record<string, ReportReceipt> = {};

  beforeAll(async () => {
    api = await startApi();
    // What is posted when is the spec's to say.
    await api.app.get(JobRunner, { strict: false }).beforeApplicationShutdown();
    const take = async (name: string, body: string, project = 'ours'): Promise<void> => {
      receipts[name] = await api.take(body, `?project=${project}&image=acme/${name}&tag=1&digest=${digestOf(name)}`);
    };
    await take('old', trivy([npm('left-pad', '1.0.0'), npm('other', '2.0.0')], ['CVE-2026-10001']));
    await take('new', trivy([npm('left-pad', '1.2.0')], []));
    await take('unnamed', list([{ name: 'left-pad', version: '1.0.0' }, npm('other', '2.0.0')]), 'ours&covers=match');
    await take('linked', grype(npm('linked', '1.0.0'), ['GHSA-aaaa-bbbb-cccc', 'CVE-2026-10001']));
    await take('base', trivy([OPENSSL], ['CVE-2026-10002']));
    await take('theirs', grype(npm('secret-thing', '1.0.0'), ['GHSA-xxxx-yyyy-zzzz', 'CVE-2026-10002']), 'theirs');
    await take('theirs-too', trivy([npm('secret-thing', '1.0.0')], ['CVE-2026-10003']), 'theirs');
    const [project] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'ours'`);
    ours = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: project?.id ?? 0 }] });
    const body = { image: 'acme/old', digest: digestOf('old'), environment: 'prod', project: 'ours', tag: 'v1' };
    await api.call('POST', '/api/v1/deployments', { as: { token: api.token }, body });
  });

  afterAll(() => api.stop());

  function digestOf(name: string): string {
    return `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}`;
  }

  const asked = (query: Record<string, string>): string => `${PATH}?${new URLSearchParams(query).toString()}`;
  const find = (query: Record<string, string>): Promise<ExposurePage> => api.read(asked(query));

  async function findAs(as: Caller, query: Record<string, string>): Promise<ExposurePage> {
    const response = await api.call('GET', asked(query), { as });
    expect(response.status).toBe(200);
    return (await response.json()) as ExposurePage;
  }

  const imagesOf = ({ items }: ExposurePage): string[] => items.map(({ artifact }) => artifact.image.slice(5)).sort();
  const post = (): Promise<number> => api.app.get(PostingsService).bringUpToDate();

  it('answers which artifacts, by which components, what runs where, and under which verdict', async () => {
    const response = await api.get(asked({ advisory: ' cve-2026-10001' }));
    const page = (await response.json()) as ExposurePage;
    expectContract('exposureFind', response.status, page);
    expect(imagesOf(page)).toEqual(['linked', 'old']);
    expect(page).toMatchObject({
      total: 2,
      runningTotal: 1,
      names: ['CVE-2026-10001', 'GHSA-aaaa-bbbb-cccc'],
      artifacts: 7,
    });
    const old = page.items.find(({ artifact }) => artifact.image === 'acme/old');
    expect(old).toMatchObject({
      artifact: { project: 'ours', digest: digestOf('old'), tags: ['1'] },
      components: [{ purl: 'pkg:npm/left-pad@1.0.0', type: 'npm', name: 'left-pad', version: '1.0.0' }],
      componentCount: 1,
      deployments: [{ environment: 'prod', tag: 'v1' }],
    });
    expect(old?.artifact.verdicts.map(({ environment }) => environment)).toContain('prod');
    const finding = await api.get(
      `/api/v1/artifacts/${old?.artifact.id}/findings/${old?.components[0]?.findingId ?? ''}`,
    );
    expect(await finding.json()).toMatchObject({ advisory: { id: 'CVE-2026-10001' } });
  });

  it.each([
    [{ component: 'left-pad' }, ['new', 'old', 'unnamed']],
    [{ component: 'LEFT-PAD', version: '<1.2' }, ['old', 'unnamed']],
    [{ component: 'left-pad', version: '1.2.0' }, ['new']],
    [{ purl: 'pkg:npm/left-pad' }, ['new', 'old']],
    [{ purl: 'pkg:npm/left-pad@1.0.0' }, ['old']],
    [{ purl: 'pkg:npm/left' }, []],
    [{ purl: 'pkg:pypi/left-pad' }, []],
    [{ purl: 'pkg:apk/alpine/openssl@3.0.1-r0' }, ['base']],
    [{ purl: 'pkg:apk/alpine/openssl?arch=x86_64' }, ['base']],
    [{ purl: 'pkg:apk/alpine/openssl?arch=aarch64' }, []],
    [{ advisory: 'GHSA-AAAA-bbbb-cccc' }, ['linked', 'old']],
    [{ advisory: 'CVE-2026-10001', running: 'true' }, ['old']],
  ] as [Record<string, string>, string[]][])('finds by %j: %j, posted or not', async (query, images) => {
    const before = await find(query);
    expect(imagesOf(before)).toEqual(images);
    await post();
    expect(await find(query)).toEqual(before);
  });

  it.each(['CVE-2026-10001', 'GHSA-aaaa-bbbb-cccc', 'CVE-2026-10002', 'CVE-2026-10003'])(
    'says of %s which components it concerns, as all that is known of the findings says it',
    async (advisory) => {
      const quickly = await find({ advisory });
      expect(quickly.items.every(({ componentCount }) => componentCount > 0)).toBe(true);
      // As an earlier version wrote it, cut off, and with components that are gone.
      for (const damage of [
        'NULL',
        'substr(concerned, 1, 9)',
        `'\\x00'`,
        'set_byte(concerned, 1, 9)',
        'set_byte(concerned, length(concerned) - 1, 250)',
      ]) {
        await api.sql(`CREATE TABLE kept AS SELECT artifact_id, concerned FROM artifact_state`);
        const damaged = await api.sql(`UPDATE artifact_state SET concerned = ${damage} RETURNING artifact_id`);
        expect(damaged.length).toBeGreaterThan(0);
        const slowly = await find({ advisory });
        await api.sql(
          `UPDATE artifact_state SET concerned = kept.concerned FROM kept WHERE kept.artifact_id = artifact_state.artifact_id`,
        );
        await api.sql('DROP TABLE kept');
        expect(slowly).toEqual(quickly);
      }
    },
  );

  it('pages by artifact, each once', async () => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: ExposurePage = await find({
        component: 'left-pad',
        limit: '1',
        ...(cursor === null ? {} : { cursor }),
      });
      expect(page.total).toBe(3);
      found.push(...imagesOf(page));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual(['unnamed', 'new', 'old']);
  });

  describe('what is not known', () => {
    it('of an advisory that nobody names is what no whole scan looked for; the answer says how old the evidence is', async () => {
      const page = await find({ advisory: 'CVE-2026-99999' });
      expect(page).toMatchObject({ items: [], total: 0, names: ['CVE-2026-99999'], artifacts: 7, unknownArtifacts: 0 });
      expect(page.oldestEvidence).toBe('2026-11-01T00:00:00.000Z');
      const { artifactId } = await api.take(list([OPENSSL]), '?project=ours&image=acme/list&tag=1');
      expect((await find({ advisory: 'CVE-2026-99999' })).unknownArtifacts).toBe(1);
      expect(imagesOf(await find({ purl: 'pkg:apk/alpine/openssl' }))).toEqual(['base', 'list']);
      await api.sql('DELETE FROM artifact WHERE id = $1', [artifactId]);
    });

    it('of a component is what has no list, and what lists one of that name without a purl', async () => {
      const page = await find({ purl: 'pkg:npm/left-pad@1.0.0' });
      // Grype's reports list nothing.
      expect(page.unknownArtifacts).toBe(3);
      expect((await find({ purl: 'pkg:npm/left-pad@9.0.0' })).unknownArtifacts).toBe(2);
    });

    it('is what a recalled scan may have found, at once', async () => {
      const query = { advisory: 'CVE-2026-99999' };
      const body = { tool: 'Trivy', reason: 'a release that was tampered with' };
      const as = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
      const recalled = await api.call('POST', '/api/v1/evidence/recalls', { as, body });
      expect(recalled.status).toBe(201);
      expect((await find(query)).unknownArtifacts).toBe(4);
      const { recall } = (await recalled.json()) as { recall: { id: string } };
      await api.call('POST', `/api/v1/evidence/recalls/${recall.id}/undo`, { as, body: {} });
      expect((await find(query)).unknownArtifacts).toBe(0);
      // Of more artifacts than somebody waits for, the others are read again later.
      await api.sql('UPDATE recalled_scan SET is_applied = false');
      expect((await find(query)).unknownArtifacts).toBe(4);
      await api.sql('UPDATE recalled_scan SET is_applied = true');
      expect((await find(query)).unknownArtifacts).toBe(0);
    });
  });

  describe('postings', () => {
    /** What is posted, decoded, and what the tables say; they must be the same once all is posted. */
    async function expectTrue(): Promise<void> {
      const posted = await api.sql(
        `SELECT kind, key::text, segment * 256 + place AS artifact FROM posting, generate_series(0, 255) AS place
         WHERE get_bit(artifacts, place) = 1 AND segment * 256 + place IN (SELECT id FROM artifact) AND kind = 0
         ORDER BY 1, 2, 3`,
      );
      const held = await api.sql(
        `SELECT DISTINCT 0 AS kind, unnest(component_ids)::text AS key, artifact_id AS artifact FROM scan WHERE is_current
         ORDER BY 1, 2, 3`,
      );
      expect(posted).toEqual(held);
      expect(await api.sql(`SELECT FROM posting WHERE artifacts = repeat('0', 256)::bit(256)`)).toEqual([]);
      expect(await api.sql('SELECT FROM artifact_posting WHERE NOT is_posted')).toEqual([]);
    }

    it('follow what a new scan says, which is answered at once', async () => {
      const query = '?project=ours&image=acme/changing&tag=1&digest=' + digestOf('changing');
      await api.take(trivy([npm('changing', '1.0.0'), npm('leaving', '1.0.0')], ['CVE-2026-20001']), query);
      await post();
      await expectTrue();
      expect(imagesOf(await find({ component: 'leaving' }))).toEqual(['changing']);
      await api.take(trivy([npm('changing', '1.0.0')], ['CVE-2026-20002']), query);
      for (const turn of ['before it is posted', 'after']) {
        if (turn === 'after') await post();
        expect(imagesOf(await find({ component: 'leaving' }))).toEqual([]);
        expect(imagesOf(await find({ advisory: 'CVE-2026-20001' }))).toEqual([]);
        expect(imagesOf(await find({ advisory: 'CVE-2026-20002' }))).toEqual(['changing']);
      }
      await expectTrue();
    });

    it('miss nothing that comes while they are made', async () => {
      const names = Array.from({ length: 12 }, (_, place) => `beside-${place}`);
      const takes = names.map((name) =>
        api.take(
          trivy([npm('beside', '1.0.0'), npm(name, '1.0.0')], ['CVE-2026-30001']),
          `?project=ours&image=acme/${name}&tag=1`,
        ),
      );
      const posts = (async () => {
        for (let turn = 0; turn < 5; turn += 1) await post();
      })();
      await Promise.all([...takes, posts]);
      expect((await find({ component: 'beside' })).total).toBe(12);
      expect((await find({ advisory: 'CVE-2026-30001' })).total).toBe(12);
      await post();
      expect((await find({ advisory: 'CVE-2026-30001' })).total).toBe(12);
      await expectTrue();
    });

    it('are made of artifacts from before there were any', async () => {
      const queries = [{ advisory: 'CVE-2026-10001' }, { component: 'left-pad' }, { advisory: 'GHSA-aaaa-bbbb-cccc' }];
      await post();
      const before = await Promise.all(queries.map(find));
      const posted = await api.sql('SELECT * FROM posting ORDER BY kind, key, segment');
      const waiting = await api.sql('SELECT * FROM artifact_posting ORDER BY artifact_id');
      await api.sql('TRUNCATE posting, artifact_posting');
      const pages = await Promise.all(queries.map(find));
      // Until their scans have been read it is not known which advisories they have, nor what else than what is in the tables.
      expect(pages.map(imagesOf)).toEqual([[], ['new', 'old', 'unnamed'], []]);
      const all = pages[0]?.artifacts ?? 0;
      expect(pages.map(({ unknownArtifacts }) => unknownArtifacts)).toEqual([all, all - 3, all]);
      await post();
      expect(await Promise.all(queries.map(find))).toEqual(before);
      expect(await api.sql('SELECT * FROM posting ORDER BY kind, key, segment')).toEqual(posted);
      expect(await api.sql('SELECT * FROM artifact_posting ORDER BY artifact_id')).toEqual(waiting);
    });
  });

  describe('somebody of another project', () => {
    it.each([
      ['CVE-2026-10003', 'CVE-2026-88888'],
      ['GHSA-xxxx-yyyy-zzzz', 'GHSA-xxxx-yyyy-xxxx'],
    ])('is told the same of %s as of %s, which nobody names', async (named, unheard) => {
      expect((await find({ advisory: named })).total).toBeGreaterThan(0);
      const [foreign, absent] = await Promise.all([named, unheard].map((advisory) => findAs(ours, { advisory })));
      expect(foreign).toEqual({ ...absent, names: [named] });
    });

    it.each([
      [{ component: 'secret-thing' }, { component: 'no-such-thing' }],
      [{ purl: 'pkg:npm/secret-thing' }, { purl: 'pkg:npm/no-such-thing' }],
    ] as [Record<string, string>, Record<string, string>][])(
      'is told the same of %j as of %j, which is nowhere',
      async (query, absent) => {
        expect((await find(query)).total).toBe(2);
        expect(await findAs(ours, query)).toEqual(await findAs(ours, absent));
      },
    );

    it('is not told by which other names their reports call an advisory that is here as well', async () => {
      expect((await find({ advisory: 'CVE-2026-10002' })).names).toEqual(['CVE-2026-10002', 'GHSA-xxxx-yyyy-zzzz']);
      expect((await findAs(ours, { advisory: 'CVE-2026-10002' })).names).toEqual(['CVE-2026-10002']);
      // What is linked here is.
      expect((await findAs(ours, { advisory: 'CVE-2026-10001' })).names).toHaveLength(2);
    });

    it('counts the artifacts of theirs in nothing', async () => {
      const { artifacts } = await findAs(ours, { component: 'left-pad' });
      const [counted] = await api.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM artifact JOIN image ON image.id = image_id JOIN project ON project.id = project_id WHERE slug = 'ours'`,
      );
      expect(artifacts).toBe(counted?.count);
    });
  });

  it('shows the components of each artifact, however many versions of one are known', async () => {
    const versions = Array.from({ length: 25 }, (_, number) => npm('many', `1.0.${number}`));
    const take = (name: string, packages: readonly Package[]): Promise<unknown> =>
      api.take(trivy(packages, []), `?project=ours&image=acme/${name}&tag=1&digest=${digestOf(name)}`);
    await take('many', versions);
    await take('few', versions.slice(3, 4));
    const { items } = await find({ component: 'many' });
    const shown = items.map(({ artifact, componentCount, components }) => [
      artifact.image,
      componentCount,
      components.map(({ version }) => version).slice(0, 2),
      components.length,
    ]);
    expect(shown.toSorted()).toEqual([
      ['acme/few', 1, ['1.0.3'], 1],
      ['acme/many', 25, ['1.0.0', '1.0.1'], 20],
    ]);
  });

  it('does not tell what runs where to a token that may not read deployments', async () => {
    const as = { token: await insertToken(api.sql, { permissions: ['artifact:read'] }) };
    const page = await findAs(as, { advisory: 'CVE-2026-10001' });
    expect([page.runningTotal, ...page.items.map(({ deployments }) => deployments)]).toEqual([null, null, null]);
    expect((await findAs(as, { advisory: 'CVE-2026-10001', running: 'true' })).items).toEqual([]);
    const without = { token: await insertToken(api.sql, { permissions: ['deployment:read'] }) };
    expect((await api.call('GET', asked({ advisory: 'CVE-2026-10001' }), { as: without })).status).toBe(403);
  });

  it.each([
    [{}, 'advisory'],
    [{ advisory: 'CVE-2026-10001', component: 'left-pad' }, 'advisory'],
    [{ purl: 'pkg:npm/left-pad', version: '1' }, 'version'],
    [{ component: 'left-pad', version: '>' }, 'version'],
    [{ purl: 'left-pad' }, 'purl'],
    [{ component: '' }, 'component'],
    [{ component: 'left-pad', cursor: 'WzFd' }, 'cursor'],
    [{ component: 'left-pad', running: 'perhaps' }, 'running'],
  ] as [Record<string, string>, string][])('refuses %j', async (query, parameter) => {
    const response = await api.get(asked(query));
    expect(response.status).toBe(400);
    expect((await problemOf(response)).issues).toMatchObject([{ parameter }]);
  });
});
