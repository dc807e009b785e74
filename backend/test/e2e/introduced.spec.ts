import { readFileSync } from 'node:fs';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { VerdictFlip } from '../../src/modules/answers/dto/verdict-flip.dto.js';
import type { VerdictReplay } from '../../src/modules/answers/dto/verdict-replay.dto.js';
import type { PolicySimulation } from '../../src/modules/simulation/dto/policy-simulation.dto.js';
import type { ActivePolicy } from '../../src/modules/policy/dto/policy.dto.js';
import { startApi, type TestApi } from './api.js';
import { insertPerson } from './principals.js';

interface TrivyReport {
  CreatedAt: string;
  Metadata: { RepoDigests?: string[] };
  Results: {
    Packages?: { Name: string }[];
    Vulnerabilities?: { PkgName: string }[];
  }[];
}

/** lodash 4.17.20 and minimist 1.2.5 with a vulnerability each, that of minimist critical. */
const FIXTURE = readFileSync(new URL('../fixtures/one-image/trivy.json', import.meta.url), 'utf8');

const POLICY =
  'version: 1\nenvironments:\n  stage:\n    vulnerabilities: {critical: 99}\n  prod:\n    introduced: {critical: 0}\n';

const NOTHING_RUNS =
  'Nothing of this image is recorded as running in prod, so it is not known what this artifact adds.';

describe('Limits on introduced vulnerabilities', () => {
  let api: TestApi;
  let guardian: Awaited<ReturnType<typeof insertPerson>>;
  const given = new Set<string>();
  beforeAll(async () => {
    api = await startApi();
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    const { version: replaces } = await api.read<ActivePolicy>('/api/v1/policy');
    const saved = await api.call('PUT', '/api/v1/policy', {
      as: { cookie: guardian.cookie },
      body: { source: POLICY, replaces },
    });
    if (saved.status !== 200) throw new Error(await saved.text());
  });
  afterAll(() => api.stop());

  let minutes = 60;

  /** The report of an artifact of now, without the packages that are named. */
  async function send(image: string, digit: string, without: readonly string[] = []): Promise<void> {
    const report = JSON.parse(FIXTURE) as TrivyReport;
    const digest = `sha256:${digit.repeat(64)}`;
    minutes -= 1;
    report.CreatedAt = new Date(Date.now() - minutes * 60_000).toISOString();
    report.Metadata.RepoDigests = [`ghcr.io/acme/${image}@${digest}`];
    for (const result of report.Results) {
      if (result.Packages) result.Packages = result.Packages.filter(({ Name }) => !without.includes(Name));
      if (result.Vulnerabilities) {
        result.Vulnerabilities = result.Vulnerabilities.filter(({ PkgName }) => !without.includes(PkgName));
      }
    }
    await api.take(JSON.stringify(report), `?image=ghcr.io/acme/${image}&digest=${digest}`);
  }

  async function gate(image: string, digit: string): Promise<Verdict> {
    const query = `image=ghcr.io/acme/${image}&digest=sha256:${digit.repeat(64)}&environment=prod`;
    const verdict = await api.read<Verdict>(`/api/v1/gate?${query}`);
    given.add(verdict.verdictId);
    return verdict;
  }

  async function said(image: string, digit: string): Promise<[outcome: string, message: string]> {
    const { outcome, reasons } = await gate(image, digit);
    return [outcome, reasons.find(({ rule }) => rule === 'introduced.critical')?.message ?? ''];
  }

  async function deploy(image: string, digit: string): Promise<string> {
    const body = { image: `ghcr.io/acme/${image}`, digest: `sha256:${digit.repeat(64)}`, environment: 'prod' };
    const answer = await api.call('POST', '/api/v1/deployments', { as: { token: api.token }, body });
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { id: string }).id;
  }

  it('are unknown as long as nothing runs, and count what is added to what runs', async () => {
    await send('shop', 'a', ['minimist']);
    await send('shop', 'b');
    await send('shop', 'c', ['minimist', 'lodash']);
    expect(await said('shop', 'a')).toEqual(['unknown', NOTHING_RUNS]);
    expect(await said('shop', 'b')).toEqual(['unknown', NOTHING_RUNS]);
    await deploy('shop', 'a');
    expect((await said('shop', 'a'))[0]).toBe('pass');
    const worse = await gate('shop', 'b');
    expect(worse.outcome).toBe('fail');
    expect(worse.reasons[0]?.findings.map(({ component }) => component)).toEqual(['minimist']);
    expect(worse.inputs.running).toEqual({
      digest: `sha256:${'a'.repeat(64)}`,
      reports: [expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string],
    });
    expect((await said('shop', 'c'))[0]).toBe('pass');
    // Of another image nothing runs.
    await send('other', 'a', ['minimist']);
    expect(await said('other', 'a')).toEqual(['unknown', NOTHING_RUNS]);
  });

  it('take no artifact for a base that was deployed in spite of its verdict', async () => {
    const id = await deploy('shop', 'b');
    expect(await said('shop', 'c')).toEqual([
      'unknown',
      'What runs in prod was deployed in spite of its verdict, so it is not known what this artifact adds.',
    ]);
    expect((await said('shop', 'b'))[0]).toBe('unknown');
    expect((await api.call('POST', `/api/v1/deployments/${id}/end`, { as: { token: api.token } })).status).toBeLessThan(
      300,
    );
    expect(await said('shop', 'c')).toEqual(['unknown', NOTHING_RUNS]);
  });

  it('follow the evidence of what runs', async () => {
    await deploy('shop', 'c');
    expect((await said('shop', 'b'))[0]).toBe('fail');
    await send('shop', 'c');
    expect((await said('shop', 'b'))[0]).toBe('pass');
  });

  it('follow a recall of the evidence of what runs', async () => {
    await send('queue', 'a');
    await send('queue', 'b');
    await deploy('queue', 'a');
    expect((await said('queue', 'b'))[0]).toBe('pass');
    const [scan] = await api.sql<{ received_at: Date }>(
      `SELECT received_at FROM scan JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
       WHERE repository = 'ghcr.io/acme/queue' AND digest = $1`,
      [`sha256:${'a'.repeat(64)}`],
    );
    const at = scan?.received_at.toISOString();
    const recall = await api.call('POST', '/api/v1/evidence/recalls', {
      as: { cookie: guardian.cookie },
      body: {
        reason: 'a spec',
        receivedFrom: at,
        receivedUntil: new Date((scan?.received_at.getTime() ?? 0) + 1).toISOString(),
      },
    });
    expect(recall.status).toBeLessThan(300);
    expect((await said('queue', 'b'))[0]).toBe('unknown');
  });

  it('change with what runs, and with its scans, which is said', async () => {
    const causesOf = async ({ verdictId }: Verdict) => {
      const { missing, causes } = await api.read<VerdictFlip>(`/api/v1/verdicts/${verdictId}/flip`);
      expect(missing).toBeNull();
      return causes.map(({ input, sentence }) => `${input}: ${sentence}`);
    };
    await send('store', 'a', ['minimist']);
    await send('store', 'b');
    await send('store', 'c');
    expect((await gate('store', 'b')).outcome).toBe('unknown');
    await deploy('store', 'a');
    const worse = await gate('store', 'b');
    expect(worse.outcome).toBe('fail');
    expect(await causesOf(worse)).toEqual([
      'deployment: sha256:aaaaaaaaaaaa was recorded as running in prod (CVE-2021-44906 in minimist 1.2.5).',
    ]);
    await send('store', 'a');
    const better = await gate('store', 'b');
    expect(better.outcome).toBe('pass');
    expect(await causesOf(better)).toEqual([
      'deployment: The scans of what runs in prod changed (sha256:aaaaaaaaaaaa) (CVE-2021-44906 in minimist 1.2.5).',
    ]);
    // Recorded with a pass: the artifact itself runs then.
    const id = await deploy('store', 'b');
    expect((await gate('store', 'b')).outcome).toBe('pass');
    await api.call('POST', `/api/v1/deployments/${id}/end`, { as: { token: api.token } });
    const nothing = await gate('store', 'b');
    expect(nothing.outcome).toBe('unknown');
    expect(await causesOf(nothing)).toEqual([
      'deployment: Nothing of this image is recorded as running in prod any longer.',
    ]);
  });

  it('are told on the way to green, which clears what is introduced', async () => {
    await send('site', 'a', ['minimist']);
    await send('site', 'b');
    await deploy('site', 'a');
    const [artifact] = await api.sql<{ id: number }>(
      `SELECT artifact.id FROM artifact JOIN image ON image.id = image_id WHERE repository = 'ghcr.io/acme/site' AND digest = $1`,
      [`sha256:${'b'.repeat(64)}`],
    );
    const { environments } = await api.read<{ environments: { headline: string; upgrades: { sentence: string }[] }[] }>(
      `/api/v1/artifacts/${artifact?.id}/path?environment=prod`,
    );
    expect(environments).toMatchObject([
      { headline: '1 upgrade, and prod passes.', upgrades: [{ sentence: 'Upgrade minimist from 1.2.5 to 1.2.6.' }] },
    ]);
  });

  it('are left out of simulations, which say so', async () => {
    const answer = await api.call('POST', '/api/v1/policy/simulate', {
      as: { cookie: guardian.cookie },
      body: { source: POLICY },
    });
    expect(answer.status).toBeLessThan(300);
    expect(((await answer.json()) as PolicySimulation).leftOut).toEqual(['prod: introduced.critical']);
  });

  it('are evaluated again as they were, whatever runs since', async () => {
    expect(given.size).toBeGreaterThan(8);
    for (const verdictId of given) {
      const { isSame, missing } = await api.read<VerdictReplay>(`/api/v1/verdicts/${verdictId}/replay`);
      expect([verdictId, isSame, missing]).toEqual([verdictId, true, null]);
    }
  });
});
