import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetUpgrades } from '../../src/modules/answers/dto/fleet-upgrades.dto.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventually } from './eventually.js';
import { insertPerson, insertToken } from './principals.js';

const POLICY = `version: 1
environments:
  dev:
    vulnerabilities: {critical: 1}
    evidence: {require: [vulnerabilities]}
  prod:
    extends: dev
    vulnerabilities: {critical: 0}
`;

type Package = 'lodash' | 'minimist' | 'qs' | 'hopeless';

/** What reports say of each: where it is vulnerable, and what fixes it. */
const KNOWN: Readonly<Record<Package, { readonly bad: string; readonly fixed: string | null }>> = {
  lodash: { bad: '4.17.20', fixed: '4.17.21' },
  minimist: { bad: '1.2.5', fixed: '1.2.6' },
  qs: { bad: '6.5.2', fixed: '6.5.3' },
  hopeless: { bad: '1.0.0', fixed: null },
};

const FLEET: Readonly<Record<string, readonly Package[]>> = {
  'ours/one': ['lodash'],
  'ours/two': ['lodash'],
  'ours/three': ['lodash', 'minimist'],
  'ours/four': ['minimist'],
  'ours/five': ['qs'],
  'ours/six': ['lodash', 'minimist', 'qs'],
  'ours/seven': ['hopeless', 'lodash'],
  'ours/sound': [],
  'theirs/one': ['qs'],
  'theirs/two': ['qs'],
  'theirs/three': ['qs'],
  'theirs/four': ['qs'],
};

/** As Trivy writes it; what is upgraded has its fixed version, and no vulnerability. */
function report(packages: readonly Package[], upgraded: readonly string[] = []): string {
  const bad = packages.filter((name) => !upgraded.includes(name));
  return JSON.stringify({
    SchemaVersion: 2,
    CreatedAt: new Date().toISOString(),
    ArtifactType: 'container_image',
    Results: [
      {
        Target: 'Node.js',
        Class: 'lang-pkgs',
        Type: 'node-pkg',
        Packages: ['left-pad', ...packages].map((name) => {
          const known = KNOWN[name as Package];
          const version = (known && (bad.includes(name as Package) ? known.bad : known.fixed)) ?? '1.3.0';
          return { Name: name, Version: version, Identifier: { PURL: `pkg:npm/${name}@${version}` } };
        }),
        Vulnerabilities: bad.map((name) => ({
          VulnerabilityID: `CVE-2026-${1000 + Object.keys(KNOWN).indexOf(name)}`,
          PkgName: name,
          InstalledVersion: KNOWN[name].bad,
          PkgIdentifier: { PURL: `pkg:npm/${name}@${KNOWN[name].bad}` },
          Severity: 'CRITICAL',
          ...(KNOWN[name].fixed !== null && { FixedVersion: KNOWN[name].fixed }),
        })),
      },
    ],
  });
}

describe('GET /api/v1/images/upgrades', () => {
  let api: TestApi;
  let folder: string;
  let ours: Caller[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-policy-'));
    const file = join(folder, 'policy.yml');
    await writeFile(file, POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: file });
    for (const [name, packages] of Object.entries(FLEET)) {
      const [project] = name.split('/');
      await build(report(packages), project ?? '', name);
    }
    const [row] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'ours'`);
    const projectId = row?.id ?? 0;
    ours = [
      await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] }),
      { token: await insertToken(api.sql, { projectId }) },
    ];
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true, force: true });
  });

  let builds = 0;

  /** A new artifact of the image. */
  const build = async (body: string, project: string, image: string): Promise<void> => {
    builds += 1;
    const digest = `sha256:${String(builds).padStart(64, '0')}`;
    await api.take(body, `?project=${project}&image=${image}&tag=1&digest=${digest}`);
  };

  const ask = async (query: string, as: Caller = { token: api.token }): Promise<FleetUpgrades> => {
    const response = await api.call('GET', `/api/v1/images/upgrades?${query}`, { as });
    expect(response.status).toBe(200);
    return (await response.json()) as FleetUpgrades;
  };

  const whole = (query: string, as?: Caller): Promise<FleetUpgrades> =>
    eventually(
      () => ask(query, as),
      ({ isComplete }) => isComplete,
    );

  const named = ({ first, next }: FleetUpgrades) =>
    [first, next].map((each) => each && [each.name, each.to, each.imageCount]);

  it('finds what most images pass by, and then most others, of what the caller sees', async () => {
    const all = await whole('environment=prod');
    expectContract('fleetUpgradesFind', 200, all);
    expect(all).toMatchObject({ environment: 'prod', failing: 11, looked: 11, tooLarge: 0, isComplete: true });
    expect(named(all)).toEqual([
      ['qs', '6.5.3', 5],
      ['lodash', '4.17.21', 2],
    ]);
    const project = await whole('environment=prod&project=ours');
    expect(project.failing).toBe(7);
    expect(named(project)).toEqual([
      ['lodash', '4.17.21', 2],
      ['minimist', '1.2.6', 2],
    ]);
    expect(project.upgrades.map(({ sentence, imageCount }) => [sentence, imageCount])).toEqual([
      ['Upgrade lodash to 4.17.21.', 2],
      ['Upgrade minimist to 1.2.6.', 1],
      ['Upgrade qs to 6.5.3.', 1],
    ]);
  });

  it('says nothing of projects that the caller cannot see, nor how many there are', async () => {
    const expected = await whole('environment=prod&project=ours');
    for (const as of ours) {
      expect(await whole('environment=prod', as)).toEqual(expected);
      expect(await ask('environment=prod&project=theirs', as)).toMatchObject({
        failing: 0,
        looked: 0,
        upgrades: [],
        first: null,
      });
    }
  });

  it('has the same limit as the environment', async () => {
    const { failing, first, next } = await whole('environment=dev&project=ours');
    // Those with two or more, of which one may stay.
    expect(failing).toBe(3);
    expect([first?.imageCount, next]).toEqual([2, expect.anything()]);
  });

  it('promises what the gate says once it is done', async () => {
    const { first, next } = await whole('environment=prod&project=ours');
    const done = [first?.name ?? '', next?.name ?? ''];
    for (const [place, found] of [first, next].entries()) {
      for (const { image } of found?.images ?? []) {
        await build(report(FLEET[image] ?? [], done.slice(0, place + 1)), 'ours', image);
        const gate = await api.read<Verdict>(`/api/v1/gate?project=ours&image=${image}&tag=1&environment=prod`);
        expect([image, gate.outcome]).toEqual([image, 'pass']);
      }
    }
    // What passes now is no longer among what fails.
    expect((await whole('environment=prod&project=ours')).failing).toBe(3);
  });

  it('does not know an environment that the policy does not have', async () => {
    const { status, code } = await problemOf(await api.get('/api/v1/images/upgrades?environment=nowhere'));
    expect([status, code]).toEqual([404, 'environment_not_found']);
  });
});
