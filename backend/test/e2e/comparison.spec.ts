import { readFileSync } from 'node:fs';
import type { Comparison } from '../../src/modules/answers/dto/comparison.dto.js';
import { problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertProject } from './principals.js';

interface TrivyReport {
  CreatedAt: string;
  Metadata: { RepoDigests?: string[] };
  Results: {
    Packages?: { Name: string; Version: string }[];
    Vulnerabilities?: { PkgName: string }[];
  }[];
}

/** lodash 4.17.20 and minimist 1.2.5 with a vulnerability each, and an Alpine with two. */
const FIXTURE = readFileSync(new URL('../fixtures/one-image/trivy.json', import.meta.url), 'utf8');

describe('What an artifact changes', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  /** The report of an image of now, without the packages that are named. */
  async function send(image: string, digit: string, without: readonly string[] = [], project = 'default') {
    const report = JSON.parse(FIXTURE) as TrivyReport;
    const digest = `sha256:${digit.repeat(64)}`;
    report.CreatedAt = new Date(Date.now() - 60_000).toISOString();
    report.Metadata.RepoDigests = [`ghcr.io/acme/${image}@${digest}`];
    for (const result of report.Results) {
      if (result.Packages) result.Packages = result.Packages.filter(({ Name }) => !without.includes(Name));
      if (result.Vulnerabilities) {
        result.Vulnerabilities = result.Vulnerabilities.filter(({ PkgName }) => !without.includes(PkgName));
      }
    }
    const query = `?image=ghcr.io/acme/${image}&digest=${digest}&project=${project}`;
    return (await api.take(JSON.stringify(report), query)).artifactId;
  }

  const compare = (id: string, to?: string) =>
    api.read<Comparison>(`/api/v1/artifacts/${id}/compare${to === undefined ? '' : `?to=${to}`}`);

  const named = (list: { items: { name: string; component: string | null }[] }) =>
    list.items.map(({ name, component }) => `${name} ${component ?? ''}`);

  it('is told against the artifact of its image that came in before', async () => {
    const first = await send('shop', 'a', ['minimist']);
    await send('other', 'a');
    const second = await send('shop', 'b', ['lodash']);
    const comparison = await compare(second);
    expectContract('answersCompare', 200, comparison);
    const [added] = comparison.introduced.items;
    expect(added).toMatchObject({
      name: 'CVE-2021-44906',
      sentence: 'CVE-2021-44906 in minimist 1.2.5: the component was added.',
      afterName: ' in minimist 1.2.5: the component was added.',
    });
    expect(comparison).toMatchObject({
      before: { id: first, image: 'ghcr.io/acme/shop', digest: `sha256:${'a'.repeat(64)}` },
      after: { id: second, digest: `sha256:${'b'.repeat(64)}` },
      isConclusive: true,
      doubts: [],
      introduced: { count: 1, items: [{ component: 'minimist', cause: 'component-added', otherVersion: null }] },
      fixed: { count: 1, items: [{ component: 'lodash', cause: 'component-removed', otherVersion: null }] },
      noLongerReported: { count: 0 },
      notCompared: { count: 0 },
    });
    expect(comparison.components).toMatchObject({
      added: { count: 1, items: [{ type: 'npm', name: 'minimist', version: '1.2.5' }] },
      removed: { count: 1, items: [{ name: 'lodash' }] },
      changed: { count: 0 },
    });
    const backwards = await compare(first, second);
    expect([named(backwards.introduced), named(backwards.fixed)]).toEqual([
      named(comparison.fixed),
      named(comparison.introduced),
    ]);
  });

  it('says where there is nothing to compare with, and compares with nothing else then', async () => {
    const only = await send('lonely', 'a');
    for (const query of ['', '?to=prod', '?to=moon']) {
      const answer = await api.get(`/api/v1/artifacts/${only}/compare${query}`);
      expect([query, answer.status, (await problemOf(answer)).code]).toEqual([query, 404, 'nothing_to_compare']);
    }
    const itself = await compare(only, only);
    expect(itself).toMatchObject({
      introduced: { count: 0 },
      fixed: { count: 0 },
      components: { unchangedCount: expect.any(Number) as number },
    });
    for (const query of ['?to=0', '?to=9999999999', '?to=Prod', '?to=', '?to=1&to=2', '?to=-1']) {
      const answer = await api.get(`/api/v1/artifacts/${only}/compare${query}`);
      expect([query, answer.status, (await problemOf(answer)).code]).toEqual([query, 400, 'invalid_input']);
    }
  });

  it('is told against what runs in an environment now', async () => {
    const running = await send('web', 'a', ['minimist']);
    await send('web', 'b', ['minimist', 'lodash']);
    const built = await send('web', 'c', ['lodash']);
    const deploy = (digit: string) =>
      api.call('POST', '/api/v1/deployments', {
        headers: { Authorization: `Bearer ${api.token}` },
        body: { image: 'ghcr.io/acme/web', digest: `sha256:${digit.repeat(64)}`, environment: 'prod' },
      });
    expect((await deploy('a')).status).toBe(201);
    expect((await compare(built, 'prod')).before.id).toBe(running);
    expect(named((await compare(built, 'prod')).fixed)).toHaveLength(1);
    expect((await deploy('c')).status).toBe(201);
    expect(await compare(built, 'prod')).toMatchObject({ before: { id: built }, fixed: { count: 0 } });
  });

  it('never takes what a newer scan of the kind did not look at for fixed', async () => {
    const first = await send('sbom', 'a');
    const digest = `sha256:${'b'.repeat(64)}`;
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      components: [{ type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1' }],
    };
    const { artifactId } = await api.take(JSON.stringify(bom), `?image=ghcr.io/acme/sbom&digest=${digest}`);
    const comparison = await compare(artifactId);
    expect(comparison.before.id).toBe(first);
    expect(comparison).toMatchObject({ isConclusive: false, fixed: { count: 0 }, noLongerReported: { count: 0 } });
    expect(comparison.notCompared.count).toBeGreaterThan(3);
    expect(comparison.doubts.map(({ reason, side }) => [reason, side])).toContainEqual(['not-scanned', 'after']);
  });

  // Whoever sees one project could else learn from a comparison what is inside, and which findings has, an artifact of another.
  it('is not told to people of other projects, of either artifact', async () => {
    const elsewhere = await insertProject(api.sql, 'elsewhere');
    const theirs = await send('secret', 'a', ['lodash'], 'elsewhere');
    const ours = await send('open', 'a');
    const insider = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: elsewhere }] });
    const answers = [];
    for (const path of [
      `${ours}/compare`,
      `${theirs}/compare?to=${ours}`,
      `${ours}/compare?to=${theirs}`,
      `${theirs}/compare?to=999999`,
    ]) {
      const answer = await api.call('GET', `/api/v1/artifacts/${path}`, { as: insider });
      const { code, detail } = await problemOf(answer);
      answers.push([answer.status, code, detail]);
    }
    const missing = (id: string) => [
      404,
      'artifact_not_found',
      `There is no artifact ${id}. GET /api/v1/artifacts lists them.`,
    ];
    expect(answers).toEqual([missing(ours), missing(ours), missing(ours), missing('999999')]);
    // Who sees both may compare them.
    expect(await compare(ours, theirs)).toMatchObject({ before: { id: theirs }, introduced: { count: 1 } });
  });
});
