import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { Build } from '../../src/modules/images/dto/build.dto.js';
import type { Image } from '../../src/modules/images/dto/image-detail.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import type { VerdictReplay } from '../../src/modules/answers/dto/verdict-replay.dto.js';
import type { WaysToGreen } from '../../src/modules/answers/dto/way-to-green.dto.js';
import type { PolicySimulation } from '../../src/modules/simulation/dto/policy-simulation.dto.js';
import { startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';

const DAY = 86_400_000;
const POLICY = `version: 1
environments:
  dev:
    vulnerabilities: {critical: 50}
    evidence: {require: [vulnerabilities], missingData: {exploitation: accept}}
  prod:
    extends: dev
    vulnerabilities: {deadlines: {critical: 7d, high: 30d}, overdue: 0}
`;

interface Found {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly version?: string;
}

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** Critical vulnerabilities of one package, as Grype has them. */
function grype(image: string, digest: string, found: readonly Found[], at = Date.now() - 60_000): string {
  return JSON.stringify({
    matches: found.map(({ id, aliases = [], version = '0.0.8' }) => ({
      vulnerability: { id, severity: 'Critical', fix: { versions: ['1.2.6'], state: 'fixed' } },
      relatedVulnerabilities: aliases.map((alias) => ({ id: alias })),
      artifact: { id: 'c', name: 'minimist', version, type: 'npm', purl: `pkg:npm/minimist@${version}`, locations: [] },
    })),
    source: {
      type: 'image',
      target: { userInput: image, manifestDigest: digest, repoDigests: [`${image}@${digest}`] },
    },
    descriptor: { name: 'grype', version: '0.86.1', timestamp: new Date(at).toISOString() },
  });
}

/** Since when an image has a vulnerability is what it was first seen by, and nothing that is sent makes that later. */
describe('Deadlines', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deadlines-'));
    await writeFile(join(folder, 'policy.yml'), POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: join(folder, 'policy.yml') });
  });

  // It changes when vulnerabilities were seen.
  afterAll(async () => {
    await api.stop({ isRewritten: true });
    await rm(folder, { recursive: true });
  });

  const scan = (image: string, letter: string, found: readonly Found[], more: { project?: string; at?: number } = {}) =>
    api.take(
      grype(image, digestOf(letter), found, more.at),
      `?project=${more.project ?? 'default'}&image=${image}&digest=${digestOf(letter)}`,
    );

  const gate = (image: string, letter: string, project = 'default') =>
    api.read<Verdict>(`/api/v1/gate?project=${project}&image=${image}&digest=${digestOf(letter)}&environment=prod`);

  const outcomeOf = async (image: string, letter: string, project?: string) =>
    (await gate(image, letter, project)).outcome;

  /** As if all that is known of the image were known so many days longer. */
  const age = async (image: string, days: number, project = 'default'): Promise<void> => {
    const of = `FROM image JOIN project ON project.id = project_id WHERE repository = $1 AND slug = $2`;
    await api.sql(
      `UPDATE image_first_seen SET names = (SELECT jsonb_object_agg(key, value::bigint - $3::bigint) FROM jsonb_each_text(names))
       WHERE image_id = (SELECT image.id ${of})`,
      [image, project, (days * DAY) / 1000],
    );
    await api.sql(
      `UPDATE artifact_verdict SET holds_until = 'epoch' WHERE artifact_id IN (
         SELECT artifact.id FROM artifact WHERE image_id = (SELECT image.id ${of}))`,
      [image, project],
    );
  };

  it('has time from when the image was seen with it first, and the verdict ends with that', async () => {
    await scan('acme/first', 'a', [{ id: 'CVE-2026-1001' }]);
    const verdict = await gate('acme/first', 'a');
    expect(verdict.outcome).toBe('pass');
    const left = Date.parse(verdict.holdsUntil ?? '') - Date.now();
    expect(left).toBeGreaterThan(7 * DAY - 120_000);
    expect(left).toBeLessThanOrEqual(7 * DAY);
    await age('acme/first', 6);
    expect(await outcomeOf('acme/first', 'a')).toBe('pass');
    await age('acme/first', 1);
    expect(await gate('acme/first', 'a')).toMatchObject({
      outcome: 'fail',
      reasons: [
        {
          rule: 'vulnerabilities.overdue',
          message: '1 vulnerability past its deadline, limit 0: CVE-2026-1001 in minimist 0.0.8.',
        },
        ...[...Array<unknown>((await gate('acme/first', 'a')).reasons.length - 1)].map(() => expect.anything()),
      ],
    });
  });

  it.each([
    ['another build', (image: string) => scan(image, 'b', [{ id: 'CVE-2026-2001' }])],
    [
      'another version of the component',
      (image: string) => scan(image, 'b', [{ id: 'CVE-2026-2001', version: '0.2.0' }]),
    ],
    [
      'another name of it',
      (image: string) => scan(image, 'b', [{ id: 'GHSA-aaaa-bbbb-cccc', aliases: ['CVE-2026-2001'] }]),
    ],
    [
      'a build in which it was fixed',
      async (image: string) => {
        await scan(image, 'c', []);
        return scan(image, 'b', [{ id: 'CVE-2026-2001' }]);
      },
    ],
    [
      'a report of the same build that leaves it out',
      async (image: string) => {
        await scan(image, 'a', [], { at: Date.now() - 50_000 });
        return scan(image, 'b', [{ id: 'CVE-2026-2001' }]);
      },
    ],
  ])('is no later for %s', async (what, send) => {
    const image = `acme/${what.replaceAll(' ', '-')}`;
    await scan(image, 'a', [{ id: 'CVE-2026-2001' }]);
    await age(image, 8);
    await send(image);
    expect(await outcomeOf(image, 'b')).toBe('fail');
  });

  it('is no later for the same build under another name in the project, and is of no concern to other projects', async () => {
    await scan('acme/named', 'd', [{ id: 'CVE-2026-3001' }]);
    await age('acme/named', 8);
    await scan('acme/renamed', 'd', [{ id: 'CVE-2026-3001' }]);
    expect(await outcomeOf('acme/renamed', 'd')).toBe('fail');
    await scan('acme/named', 'd', [{ id: 'CVE-2026-3001' }], { project: 'elsewhere' });
    expect(await outcomeOf('acme/named', 'd', 'elsewhere')).toBe('pass');
  });

  it('counts what an earlier version took in from the image’s first report, and no later', async () => {
    await scan('acme/old', 'e', [{ id: 'CVE-2026-4001' }]);
    await api.sql(`DELETE FROM image_first_seen WHERE image_id = (SELECT id FROM image WHERE repository = 'acme/old')`);
    await api.sql(`UPDATE artifact SET created_at = now() - interval '20 days' WHERE digest = $1`, [digestOf('e')]);
    await api.sql(`UPDATE image SET created_at = now() - interval '20 days' WHERE repository = 'acme/old'`);
    await api.sql(
      `UPDATE artifact_verdict SET holds_until = 'epoch' WHERE artifact_id = (SELECT id FROM artifact WHERE digest = $1)`,
      [digestOf('e')],
    );
    expect(await outcomeOf('acme/old', 'e')).toBe('fail');
    await scan('acme/old', 'f', [{ id: 'CVE-2026-4001' }, { id: 'CVE-2026-4002' }]);
    expect(await outcomeOf('acme/old', 'f')).toBe('fail');
    // By now it is noted.
    await scan('acme/old', '0', [{ id: 'CVE-2026-4003' }]);
    expect(await outcomeOf('acme/old', '0')).toBe('pass');
  });

  describe('in lists and answers', () => {
    let id: string;

    beforeAll(async () => {
      await scan('acme/listed', '1', [{ id: 'CVE-2026-5001' }]);
      await age('acme/listed', 9);
      ({ artifactId: id } = await scan('acme/listed', '2', [{ id: 'CVE-2026-5001' }, { id: 'CVE-2026-5002' }]));
    });

    it('findings say when they were first seen and since when they are overdue, and are filtered by that', async () => {
      const namesOf = async (query: string): Promise<[string[], number | string]> => {
        const page = await api.read<FindingPage>(`/api/v1/artifacts/${id}/findings${query}`);
        expectContract('findingsList', 200, page);
        return [page.items.map(({ advisory }) => advisory?.id ?? ''), page.total];
      };
      expect(await namesOf('?overdue=true')).toEqual([['CVE-2026-5001'], 1]);
      expect(await namesOf('?overdue=false')).toEqual([['CVE-2026-5002'], 1]);
      expect(await namesOf('?overdue=true&q=5002')).toEqual([[], 0]);
      expect((await namesOf(''))[1]).toBe(2);
      expect((await api.get(`/api/v1/artifacts/${id}/findings?overdue=maybe`)).status).toBe(400);
      const { items } = await api.read<FindingPage>(`/api/v1/artifacts/${id}/findings?overdue=true`);
      const [finding] = items;
      expect(finding?.overdue.map(({ environment }) => environment)).toEqual(['prod']);
      const [seen, since] = [finding?.firstSeenAt, finding?.overdue[0]?.since].map((iso) => Date.parse(iso ?? ''));
      expect((since ?? 0) - (seen ?? 0)).toBe(7 * DAY);
    });

    it('the image says how long they have been open, against the deadlines', async () => {
      const { imageId } = await api.read<Build>(`/api/v1/artifacts/${id}`);
      const image = await api.read<Image>(`/api/v1/images/${imageId}`);
      expectContract('imagesGet', 200, image);
      expect(image.openTimes).toEqual({
        severities: [{ severity: 'critical', count: 2, medianDays: 9, oldestDays: 9 }],
        deadlines: [
          { environment: 'prod', severity: 'critical', days: 7, overdue: 1 },
          { environment: 'prod', severity: 'high', days: 30, overdue: 0 },
          { environment: 'prod', severity: 'unknown', days: 7, overdue: 0 },
        ],
      });
    });

    it('a verdict is given again as it was', async () => {
      const { verdictId } = await gate('acme/listed', '2');
      const replay = await api.read<VerdictReplay>(`/api/v1/verdicts/${verdictId}/replay`);
      expect(replay).toMatchObject({ isSame: true, missing: null });
    });

    it('the way to green and a simulation count as the gate does', async () => {
      const { environments } = await api.read<WaysToGreen>(`/api/v1/artifacts/${id}/path?environment=prod`);
      expect(environments[0]).toMatchObject({ before: { outcome: 'fail' }, after: { outcome: 'pass' } });
      const simulate = async (source: string): Promise<PolicySimulation> => {
        const body = { source };
        const response = await api.call('POST', '/api/v1/policy/simulate', { as: { token: api.token }, body });
        expect(response.status).toBe(200);
        return (await response.json()) as PolicySimulation;
      };
      const { items, notSimulated } = await simulate(POLICY.replace('critical: 7d', 'critical: 29d'));
      expect(notSimulated.artifacts).toBe(0);
      expect(items.find((artifact) => artifact.id === id)?.verdicts).toEqual([
        {
          environment: 'prod',
          now: 'fail',
          proposed: 'pass',
          rules: [{ rule: 'vulnerabilities.overdue', now: 'fail', proposed: 'pass' }],
        },
      ]);
      expect((await simulate(POLICY)).items).toEqual([]);
    });
  });
});
