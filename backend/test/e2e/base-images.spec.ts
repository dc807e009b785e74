import { readFileSync } from 'node:fs';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { LayerOrigin } from '../../src/core/path/layer-origins.js';
import type { BaseImage, BuiltOnPage } from '../../src/modules/base-images/dto/base-image.dto.js';
import type { FleetBasePage } from '../../src/modules/answers/dto/fleet-bases.dto.js';
import type { FleetUpgrades } from '../../src/modules/answers/dto/fleet-upgrades.dto.js';
import type { WaysToGreen } from '../../src/modules/answers/dto/way-to-green.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventually } from './eventually.js';
import { insertPerson, insertProject, type TestPerson } from './principals.js';

interface Layered {
  PkgName?: string;
  Name?: string;
  Version?: string;
  Layer: { DiffID: string };
}

interface TrivyReport {
  CreatedAt: string;
  Metadata: { DiffIDs: string[]; ImageConfig: { rootfs: { diff_ids: string[] } }; RepoDigests?: string[] };
  Results: { Class: string; Packages: Layered[]; Vulnerabilities: Layered[] }[];
}

const FIXTURE = readFileSync(new URL('../fixtures/one-image/trivy.json', import.meta.url), 'utf8');

const layer = (digit: string) => `sha256:${digit.repeat(64)}`;
const [LOW, MIDDLE, TOP, REBUILT] = [layer('1'), layer('2'), layer('3'), layer('4')];

/** What is sent about one image; the packages of the distribution lie in the second layer, the others in the third. */
interface Sent {
  readonly image: string;
  readonly digit: string;
  readonly layers: readonly string[];
  readonly project?: string;
  readonly tag?: string;
  /** Left out: 3.5.1-r0, which has vulnerabilities. */
  readonly isOpensslFixed?: boolean;
  readonly isDistributionOnly?: boolean;
}

describe('Base images', () => {
  let api: TestApi;
  let stranger: TestPerson;
  const ids = { base: '', newer: '', release: '', plain: '', app: '', other: '' };

  async function send({ image, digit, layers, project = 'default', tag, ...content }: Sent): Promise<string> {
    const report = JSON.parse(FIXTURE) as TrivyReport;
    report.CreatedAt = new Date(Date.now() - 60_000).toISOString();
    report.Metadata.DiffIDs = [...layers];
    report.Metadata.ImageConfig.rootfs.diff_ids = [...layers];
    if (content.isDistributionOnly === true) report.Results = report.Results.filter(({ Class }) => Class === 'os-pkgs');
    for (const result of report.Results) {
      const DiffID = layers[result.Class === 'os-pkgs' ? 1 : 2] ?? LOW;
      for (const each of [...result.Packages, ...result.Vulnerabilities]) each.Layer = { DiffID };
      if (content.isOpensslFixed !== true) continue;
      result.Vulnerabilities = result.Vulnerabilities.filter(({ PkgName }) => PkgName !== 'libcrypto3');
      for (const each of result.Packages) if (each.Name === 'libcrypto3') each.Version = '3.5.4-r0';
    }
    const tagged = tag === undefined ? '' : `&tag=${tag}`;
    const query = `?image=${image}&digest=${layer(digit)}&project=${project}${tagged}`;
    const receipt = await api.take(JSON.stringify(report), query);
    return receipt.artifactId;
  }

  beforeAll(async () => {
    api = await startApi();
    const base = { image: 'ghcr.io/acme/base', isDistributionOnly: true };
    ids.base = await send({ ...base, digit: 'a', tag: '12', layers: [LOW, MIDDLE] });
    ids.newer = await send({ ...base, digit: 'b', tag: '12', layers: [LOW, REBUILT], isOpensslFixed: true });
    ids.release = await send({ ...base, digit: '9', tag: '13', layers: [layer('6')] });
    ids.app = await send({ image: 'ghcr.io/acme/shop', digit: 'c', layers: [LOW, MIDDLE, TOP] });
    ids.plain = await send({
      image: 'ghcr.io/acme/plain',
      digit: '7',
      layers: [LOW, MIDDLE, TOP],
      isDistributionOnly: true,
    });
    const projectId = await insertProject(api.sql, 'elsewhere');
    stranger = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] });
    ids.other = await send({
      image: 'ghcr.io/other/shop',
      digit: 'd',
      layers: [LOW, MIDDLE, layer('5')],
      project: 'elsewhere',
    });
  });
  afterAll(() => api.stop());

  const baseOf = (id: string) => api.read<BaseImage>(`/api/v1/artifacts/${id}/base`);

  it('are recognised by their layers', async () => {
    const found = await baseOf(ids.app);
    expectContract('baseImagesFind', 200, found);
    expect(found).toEqual({
      layerCount: 3,
      isContradicted: false,
      declared: null,
      base: { id: ids.base, project: 'default', image: 'ghcr.io/acme/base', digest: layer('a'), layerCount: 2 },
      newerBuild: {
        id: ids.newer,
        project: 'default',
        image: 'ghcr.io/acme/base',
        digest: layer('b'),
        tag: '12',
        line: 'same-tag',
      },
      otherRelease: {
        id: ids.release,
        project: 'default',
        image: 'ghcr.io/acme/base',
        digest: layer('9'),
        tag: '13',
      },
      sentence: 'The lowest 2 of 3 layers are those of ghcr.io/acme/base@sha256:aaaaaaaaaaaa.',
    });
    expect((await baseOf(ids.base)).base).toBeNull();
  });

  const basesOf = async (query: string, as: Caller = { token: api.token }): Promise<FleetBasePage> =>
    eventually(
      async () => {
        const answer = await api.call('GET', `/api/v1/images/bases?${query}`, { as });
        return (await answer.json()) as FleetBasePage;
      },
      ({ isComplete }) => isComplete,
    );

  it('of the fleet are listed with what newer builds of them do for it, as the gate says', async () => {
    const bases = await basesOf('environment=prod');
    expectContract('fleetBasesList', 200, bases);
    expect(bases).toMatchObject({ environment: 'prod', total: 1, imageCount: 3, nextCursor: null });
    expect(bases.items).toEqual([
      {
        base: { id: ids.base, project: 'default', image: 'ghcr.io/acme/base', digest: layer('a'), tags: ['12'] },
        imageCount: 3,
        failing: 3,
        newerBuild: expect.objectContaining({ id: ids.newer, tag: '12', line: 'same-tag' }) as unknown,
        otherRelease: expect.objectContaining({ id: ids.release, tag: '13' }) as unknown,
        change: { vulnerabilityCount: 3, fixedCount: 2, addedCount: 0, isConclusive: true },
        evaluated: 3,
        passing: 1,
        sentence:
          '3 images are built on it. The newer build fixes 2 of 3 vulnerabilities and adds 0. On it, 1 of 3 failing images passes for prod.',
      },
    ]);
    const upgrades = await api.read<FleetUpgrades>('/api/v1/images/upgrades?environment=prod');
    expect(upgrades.upgrades.filter(({ isRebuild }) => isRebuild)).toEqual([
      expect.objectContaining({
        name: 'ghcr.io/acme/base',
        to: layer('b'),
        sentence: 'Rebuild on the newer build of ghcr.io/acme/base:12 (sha256:bbbbbbbbbbbb).',
        imageCount: 1,
        images: [{ artifactId: ids.plain, project: 'default', image: 'ghcr.io/acme/plain' }],
      }),
    ]);
    await send({
      image: 'ghcr.io/acme/plain',
      digit: '8',
      layers: [LOW, REBUILT, TOP],
      isDistributionOnly: true,
      isOpensslFixed: true,
    });
    const rebuilt = `/api/v1/gate?image=ghcr.io/acme/plain&digest=${layer('8')}&environment=prod`;
    expect((await api.read<Verdict>(rebuilt)).outcome).toBe('pass');
    // It is built on the newer build now. Each page has one base image.
    const first = await basesOf('environment=prod&limit=1');
    expect([first.total, first.items.map(({ base, imageCount }) => [base.id, imageCount])]).toEqual([
      2,
      [[ids.base, 2]],
    ]);
    const second = await basesOf(`environment=prod&limit=1&cursor=${first.nextCursor}`);
    expect(second.items.map(({ base, imageCount, failing }) => [base.id, imageCount, failing])).toEqual([
      [ids.newer, 1, 0],
    ]);
    expect(second.nextCursor).toBeNull();
  });

  it('of the fleet are counted in what the caller can see alone', async () => {
    const [project] = await api.sql(`SELECT id FROM project WHERE slug = 'default'`);
    const member = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: project?.id ?? 0 }] });
    const { items, imageCount } = await basesOf('environment=prod', member);
    expect([imageCount, items.map(({ base, failing }) => [base.id, failing])]).toEqual([
      2,
      [
        [ids.base, 1],
        [ids.newer, 0],
      ],
    ]);
    // The image is the stranger's, and the base image is not.
    expect(await basesOf('environment=prod', stranger)).toMatchObject({ items: [], total: 0, imageCount: 0 });
    const filtered = await basesOf('environment=prod&project=elsewhere');
    expect(filtered.items.map(({ base, imageCount: count }) => [base.id, count])).toEqual([[ids.base, 1]]);
    const unknown = await api.call('GET', '/api/v1/images/bases?environment=nowhere', { as: member });
    expect([unknown.status, (await problemOf(unknown)).code]).toEqual([404, 'environment_not_found']);
  });

  it('divide the way to green, and a newer build of one is judged by the gate', async () => {
    const ways = await api.read<WaysToGreen>(`/api/v1/artifacts/${ids.app}/path?environment=prod`);
    expectContract('answersPath', 200, ways);
    expect(ways.base.base?.id).toBe(ids.base);
    const [way] = ways.environments;
    expect(way?.upgrades.map(({ name, layer: origin }) => [name, origin])).toEqual([
      ['openssl', 'base'],
      ['lodash', 'own'],
      ['minimist', 'own'],
    ]);
    expect(way?.newerBase).toMatchObject({ inBaseCount: 3, fixedCount: 2, addedCount: 0, after: { outcome: 'fail' } });
    // What it promises is what the gate says of the image on the newer build.
    await send({ image: 'ghcr.io/acme/shop', digit: 'e', layers: [LOW, REBUILT, TOP], isOpensslFixed: true });
    const rebuilt = await api.read<Verdict>(
      `/api/v1/gate?image=ghcr.io/acme/shop&digest=${layer('e')}&environment=prod`,
    );
    const failed = rebuilt.reasons.filter(({ outcome }) => outcome !== 'pass');
    expect(way?.newerBase?.after?.open).toEqual(failed.map(({ rule, outcome }) => ({ rule, outcome })));
  });

  it('divide the list of findings, which is filtered by that', async () => {
    const path = `/api/v1/artifacts/${ids.app}/findings`;
    const all = await api.read<FindingPage>(path);
    expectContract('findingsList', 200, all);
    const of = (origin: LayerOrigin) => all.items.filter((item) => item.layer === origin);
    expect(all.facets?.layer).toEqual({
      base: of('base').length,
      own: of('own').length,
      both: 0,
      unknown: of('unknown').length,
    });
    expect(of('base').map(({ component }) => component?.type)).toEqual(['apk', 'apk', 'apk']);
    expect(of('own').map(({ component }) => component?.type)).not.toContain('apk');
    const inBase = await api.read<FindingPage>(`${path}?layer=base&limit=2`);
    expect([inBase.total, inBase.facets?.layer]).toEqual([3, all.facets?.layer]);
    const rest = await api.read<FindingPage>(`${path}?layer=base&limit=2&cursor=${inBase.nextCursor}`);
    expect([...inBase.items, ...rest.items]).toEqual(of('base'));
    const others = await api.read<FindingPage>(`${path}?layer=own,both,unknown`);
    expect(others.items).toEqual(all.items.filter(({ layer: origin }) => origin !== 'base'));
    const [first] = inBase.items;
    expect(await api.read(`${path}/${first?.id}`)).toMatchObject({ layer: 'base' });
    // Where the base image cannot be seen, the layers of findings say nothing of it.
    const unseen = await api.call('GET', `/api/v1/artifacts/${ids.other}/findings?layer=unknown`, { as: stranger });
    const { items, facets } = (await unseen.json()) as FindingPage;
    expect([items.length, facets?.layer]).toEqual([all.items.length, null]);
  });

  it('list what is built on them, page by page, and only what the caller can see', async () => {
    const path = `/api/v1/artifacts/${ids.base}/built-on`;
    const all = await api.read<BuiltOnPage>(path);
    expectContract('baseImagesListBuiltOn', 200, all);
    expect(all).toMatchObject({ total: 3, nextCursor: null });
    expect(all.items.map(({ id, ownLayerCount }) => [id, ownLayerCount])).toEqual([
      [ids.other, 1],
      [ids.plain, 1],
      [ids.app, 1],
    ]);
    const first = await api.read<BuiltOnPage>(`${path}?limit=1`);
    expect([first.items.length, first.total]).toEqual([1, 3]);
    const second = await api.read<BuiltOnPage>(`${path}?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    expect(second.nextCursor).toBeNull();
    const [project] = await api.sql(`SELECT id FROM project WHERE slug = 'default'`);
    const member = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: project?.id ?? 0 }] });
    const own = await (await api.call('GET', path, { as: member })).json();
    expect(own).toMatchObject({ total: 2, items: [{ id: ids.plain }, { id: ids.app }] });
  });

  it('of other projects are not recognised, not even by counts', async () => {
    const answer = await api.call('GET', `/api/v1/artifacts/${ids.other}/base`, { as: stranger });
    expect(await answer.json()).toMatchObject({ layerCount: 3, base: null, newerBuild: null, otherRelease: null });
    const ways = (await (
      await api.call('GET', `/api/v1/artifacts/${ids.other}/path?environment=prod`, { as: stranger })
    ).json()) as WaysToGreen;
    const [way] = ways.environments;
    expect(way?.upgrades.map(({ layer: origin }) => origin)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(way?.newerBase).toBeNull();
    for (const path of [`${ids.base}/base`, `${ids.base}/built-on`]) {
      const refused = await api.call('GET', `/api/v1/artifacts/${path}`, { as: stranger });
      expect([refused.status, (await problemOf(refused)).code]).toEqual([404, 'artifact_not_found']);
    }
  });

  it('are not known where reports of one digest contradict each other, and the verdict stays the same', async () => {
    const gate = () => api.read<Verdict>(`/api/v1/gate?image=ghcr.io/acme/cart&digest=${layer('f')}&environment=prod`);
    const cart = { image: 'ghcr.io/acme/cart', digit: 'f' };
    const id = await send({ ...cart, layers: [LOW, MIDDLE, TOP] });
    expect((await baseOf(id)).base?.id).toBe(ids.base);
    const { outcome, reasons } = await gate();
    await send({ ...cart, layers: [LOW, TOP, MIDDLE] });
    expect(await baseOf(id)).toMatchObject({ isContradicted: true, layerCount: null, base: null, newerBuild: null });
    const after = await gate();
    expect([after.outcome, after.reasons.map(({ rule, outcome: ofRule }) => [rule, ofRule])]).toEqual([
      outcome,
      reasons.map(({ rule, outcome: ofRule }) => [rule, ofRule]),
    ]);
    const { items } = await api.read<BuiltOnPage>(`/api/v1/artifacts/${ids.base}/built-on`);
    expect(items.map((item) => item.id)).not.toContain(id);
  });
});
