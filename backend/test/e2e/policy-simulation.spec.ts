import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import * as fc from 'fast-check';
import { ExitCode } from '../../src/cli/exit-code.js';
import { simulate as simulateByCommand } from '../../src/cli/simulate/simulate.js';
import type { Outcome } from '../../src/core/gate/verdict.js';
import type { ActivePolicy } from '../../src/modules/policy/dto/policy.dto.js';
import type { WaiverResult } from '../../src/modules/waivers/dto/waiver.dto.js';
import type { FindingSummary } from '../../src/modules/findings/dto/finding.dto.js';
import type { PreviewedFinding } from '../../src/modules/simulation/dto/previewed-finding.dto.js';
import { ShardedSimulation } from '../../src/modules/simulation/sharded-simulation.js';
import type { WaiverPreview } from '../../src/modules/waivers/dto/waiver-preview.dto.js';
import type { PolicySimulation } from '../../src/modules/simulation/dto/policy-simulation.dto.js';
import { randomPolicies } from '../factories/random-policy.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const POLICY = '/api/v1/policy';
const SIMULATE = `${POLICY}/simulate`;
const ENVIRONMENTS = ['dev', 'prod'];

const FLEET = [
  ['acme/one', 'reports/defectdojo/trivy/scheme_2_many_vulns.json'],
  ['acme/two', 'reports/defectdojo/anchore_grype/many_vulns_with_epss_values.json'],
  ['acme/three', 'reports/defectdojo/anchore_grype/check_all_fields.json'],
  ['acme/four', 'reports/vexctl-sarif/nginx-trivy.sarif.json'],
] as const;

function policyWith(critical: number): string {
  return `version: 1
environments:
  prod:
    vulnerabilities: { critical: ${critical} }
    evidence: { require: [vulnerabilities], mismatch: accept, missingData: accept }
`;
}

/** Counts where a policy honours its author. */
const A_DOCUMENT = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://acme.example/vex/1',
  author: 'Acme',
  timestamp: '2026-01-01T00:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { name: 'CVE-2021-33574' },
      products: [{ '@id': 'pkg:deb/debian/libc6' }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
    },
  ],
};

/** What is shown before a policy is saved is what saving it then decides; it shows nobody more than they see, and changes nothing. */
describe('POST /api/v1/policy/simulate', () => {
  let api: TestApi;
  let guardian: TestPerson;
  const digests = new Map<string, string>();

  beforeAll(async () => {
    api = await startApi();
    // So that the few that there are come in shares.
    sharded().worthAThread = 2;
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    await insertProject(api.sql, 'theirs');
    for (const [image, report] of FLEET)
      digests.set(image, (await api.take(fixture(report), `?image=${image}`)).digest);
    // A second scanner of one of them, sent by somebody else.
    const { accountId } = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    const other = await insertToken(api.sql, { permissions: ['report:write'], accountId });
    await api.call('POST', `/api/v1/reports?image=acme/one&digest=${digests.get('acme/one')}`, {
      as: { token: other },
      body: JSON.parse(fixture(FLEET[1][1]).toString()) as unknown,
    });
    await api.take(fixture(FLEET[0][1]), '?image=acme/secret&project=theirs');
  });

  afterAll(() => api.stop());

  async function simulate(
    source: string,
    as: Caller = { cookie: guardian.cookie },
    limit = 100,
  ): Promise<PolicySimulation> {
    const response = await api.call('POST', SIMULATE, { as, body: { source, limit } });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as PolicySimulation;
  }

  function sharded(): ShardedSimulation {
    return api.app.get(ShardedSimulation, { strict: false });
  }

  async function save(source: string): Promise<void> {
    const { version: replaces } = await api.read<ActivePolicy>(POLICY);
    const response = await api.call('PUT', POLICY, { as: { cookie: guardian.cookie }, body: { source, replaces } });
    expect(response.status).toBe(200);
  }

  /** By image and environment: what the gate says. */
  async function decided(environments: readonly string[]): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    for (const [image, digest] of [...digests, ['acme/secret', '']]) {
      for (const environment of environments) {
        const project = image === 'acme/secret' ? '&project=theirs' : '';
        const name = digest === '' ? (await theirs()).digest : digest;
        const query = `image=${image}&digest=${name}&environment=${environment}${project}`;
        outcomes.set(
          `${image} ${environment}`,
          (await api.read<{ outcome: Outcome }>(`/api/v1/gate?${query}`)).outcome,
        );
      }
    }
    return outcomes;
  }

  async function theirs(): Promise<{ digest: string }> {
    const [artifact] = await api.sql<{ digest: string }>(
      `SELECT digest FROM artifact JOIN image ON image.id = image_id WHERE repository = 'acme/secret'`,
    );
    if (artifact === undefined) throw new Error('their artifact is gone');
    return artifact;
  }

  /** What was made before is not there, damaged, or of another version: then it is judged by the scans. */
  const HARM = [
    `SELECT 1`,
    `DELETE FROM artifact_state WHERE artifact_id = (SELECT min(id) FROM artifact)`,
    `UPDATE artifact_state SET columns = overlay(columns PLACING '\\x00'::bytea FROM 60)`,
    `UPDATE artifact_state SET layouts = '{1,2,3}'`,
    `UPDATE artifact_state SET scan_ids = '{}'`,
    `UPDATE artifact_state SET is_whole = false`,
  ];

  const WAIVERS = '/api/v1/waivers';

  async function ask<Answer>(path: string, body: object, as: Caller = { cookie: guardian.cookie }): Promise<Answer> {
    const response = await api.call('POST', path, { as, body });
    if (response.status >= 300) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  const accepting = (scope: object) => ({
    scope,
    status: 'accepted',
    justification: 'Not reached.',
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });

  /** What the gate says after a change, where a preview of it says what changes. */
  async function expectAsPreviewed(preview: WaiverPreview, change: () => Promise<unknown>): Promise<number> {
    const predicted = await decided(['prod']);
    for (const { image, verdicts } of preview.items) {
      for (const { environment, now, proposed } of verdicts) {
        expect(predicted.get(`${image} ${environment}`)).toBe(now);
        if (proposed !== null) predicted.set(`${image} ${environment}`, proposed);
      }
    }
    await change();
    expect([...(await decided(['prod']))]).toEqual([...predicted]);
    return preview.changed;
  }

  /** Of the only waiver there is, which holds for a day: its end is foreseen as it is previewed. */
  async function expectForecast(end: WaiverPreview): Promise<void> {
    const forecast = (hours: number) =>
      api.read<WaiverPreview>(`${WAIVERS}/forecast?by=${new Date(Date.now() + hours * 3_600_000).toISOString()}`);
    expect((await forecast(1)).changed).toBe(0);
    expect((await forecast(48)).items).toEqual(end.items);
  }

  /** Each of them is one of the artifact's that this waiver clears now, and there is none besides. */
  async function expectListed(previewed: readonly PreviewedFinding[], waiverId: string): Promise<void> {
    const keyOf = (artifactId: string, environment: string, id: string) => `${artifactId} ${environment} ${id}`;
    const cleared: string[] = [];
    for (const { id: artifactId } of (await api.read<{ items: { id: string }[] }>('/api/v1/artifacts')).items) {
      for (const finding of await findingsOf(artifactId)) {
        for (const { environment, id } of finding.waivers) {
          if (id === waiverId) cleared.push(keyOf(artifactId, environment, finding.id));
        }
      }
    }
    const listed = previewed.map(({ artifactId, environment, id }) => keyOf(artifactId, environment, id));
    expect(listed.sort()).toEqual(cleared.sort());
  }

  async function findingsOf(artifactId: string): Promise<FindingSummary[]> {
    const found: FindingSummary[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/api/v1/artifacts/${artifactId}/findings?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: { items: FindingSummary[]; nextCursor: string | null } = await api.read(path);
      found.push(...page.items);
      cursor = page.nextCursor;
    }
    return found;
  }

  /** What was waived counts again. */
  function expectOpposite(end: WaiverPreview, beginning: WaiverPreview): void {
    expect(end.findingsTotal).toBe(beginning.findingsTotal);
    expect(end.findings.map((finding) => ({ ...finding, waiver: null }))).toEqual(
      beginning.findings.map((finding) => ({ ...finding, now: finding.proposed, proposed: finding.now })),
    );
    for (const { now, waiver } of end.findings) expect([now, waiver]).toEqual(['waived', expect.stringMatching(/^W-/)]);
  }

  it('judges by the waivers in force, and shows before what one, and its end, would change', async () => {
    await save(policyWith(0));
    let changed = 0;
    let findings = 0;
    for (const scope of [
      { advisory: 'CVE-2021-33574' },
      { advisory: 'cve-2019-12900', environments: ['prod'] },
      { advisory: 'CVE-2000-0001' },
      { component: 'pkg:deb/debian/libc6', image: 'acme/three' },
      { component: 'pkg:deb/debian/libc6', versions: 'vers:deb/<2.30' },
      { component: 'pkg:deb/debian/libc-bin', advisory: 'CVE-2021-33574' },
      { component: 'pkg:deb/debian/libc-bin@2.27-1', advisory: 'CVE-2021-33574' },
    ]) {
      const content = accepting(scope);
      const preview = await ask<WaiverPreview>(`${WAIVERS}/preview`, content);
      expect(preview.notSimulated.artifacts).toBe(0);
      let id = '';
      changed += await expectAsPreviewed(preview, async () => {
        const { waiver } = await ask<WaiverResult>(WAIVERS, content);
        expect(waiver.state).toBe('in-force');
        id = waiver.id;
      });
      const judged = await simulate(policyWith(0));
      const failing = [...(await decided(['prod'])).values()].filter((outcome) => outcome === 'fail').length;
      expect(judged.environments[0]?.now?.fail).toBe(failing);
      await expectListed(preview.findings, id);
      const end = await ask<WaiverPreview>(`${WAIVERS}/${id}/revoke/preview`, {});
      expect(end.changed).toBe(preview.changed);
      expectOpposite(end, preview);
      findings += end.findingsTotal;
      if (preview.changed > 0) await expectForecast(end);
      // What replaces it by something that covers nothing changes what its end would; by the same, nothing.
      const replacing = (body: object) =>
        ask<WaiverPreview>(`${WAIVERS}/preview`, { ...accepting(body), replaces: id });
      expect((await replacing({ advisory: 'CVE-2000-0002' })).items).toEqual(end.items);
      expect((await replacing(scope)).changed).toBe(0);
      await expectAsPreviewed(end, () => ask(`${WAIVERS}/${id}/revoke`, { reason: 'a spec' }));
    }
    expect(changed).toBeGreaterThan(0);
    expect(findings).toBeGreaterThan(changed);
  });

  it('looks only at artifacts that the waiver may be about, of projects that the caller sees', async () => {
    const preview = (scope: object, as?: Caller) =>
      ask<WaiverPreview>(`${WAIVERS}/preview`, { ...accepting(scope) }, as);
    expect((await preview({ advisory: 'CVE-2021-33574', image: 'acme/three' })).artifacts).toBe(1);
    expect((await preview({ advisory: 'CVE-2021-33574', image: 'acme/secret' })).artifacts).toBe(0);
    expect((await preview({ component: 'pkg:deb/debian/libc6' })).artifacts).toBe(1);
    expect((await preview({ component: 'pkg:deb/debian/libc6', versions: 'vers:deb/<2.1' })).artifacts).toBe(0);
    expect((await preview({ component: 'pkg:deb/debian/libc6', advisory: 'CVE-2019-12900' })).artifacts).toBe(0);
    const [project] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'theirs'`);
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'developer', projectId: project?.id ?? 0 }] });
    const as = { cookie: stranger.cookie };
    const theirs = await preview({ advisory: 'CVE-2019-12900' }, as);
    expect(theirs.artifacts).toBe(1);
    expect(new Set(theirs.findings.map(({ project }) => project))).toEqual(new Set(['theirs']));
    expect(theirs.findings).toHaveLength(theirs.findingsTotal);
    expect(JSON.stringify(theirs)).not.toMatch(/acme\/(one|two|three|four)/);
    for (const project of [null, 'default']) {
      const body = { ...accepting({ advisory: 'CVE-2019-12900' }), project };
      expect([403, 404]).toContain((await api.call('POST', `${WAIVERS}/preview`, { as, body })).status);
    }
  });

  it('is what saving the policy then decides, for random policies, however much of what is stored is harmed', async () => {
    const policies = fc.sample(randomPolicies(ENVIRONMENTS), HARM.length + 1);
    await save(policyWith(0));
    for (const scope of [{ advisory: 'CVE-2019-12900' }, { component: 'pkg:deb/debian/libc6' }]) {
      await ask(WAIVERS, { ...accepting(scope), validFrom: '2026-01-01T00:00:00Z' });
    }
    await ask('/api/v1/vex', A_DOCUMENT);
    await save(policies[0] ?? '');
    for (const [round, harm] of HARM.entries()) {
      const source = policies[round + 1] ?? '';
      const before = await decided(ENVIRONMENTS);
      await api.sql(harm);
      const simulation = await simulate(source);
      const predicted = new Map(before);
      for (const { image, verdicts } of simulation.items) {
        for (const { environment, now, proposed } of verdicts) {
          expect(before.get(`${image} ${environment}`)).toBe(now);
          if (proposed !== null) predicted.set(`${image} ${environment}`, proposed);
        }
      }
      await save(source);
      const after = await decided(ENVIRONMENTS);
      expect({ source, outcomes: [...predicted] }).toEqual({ source, outcomes: [...after] });
      expect(simulation).toMatchObject({ artifacts: 5, notSimulated: { artifacts: 0 } });
      for (const { environment, now, proposed } of simulation.environments) {
        for (const [counts, outcomes] of [
          [now, before],
          [proposed, after],
        ] as const) {
          const counted = { pass: 0, unknown: 0, fail: 0 };
          for (const [key, outcome] of outcomes) if (key.endsWith(` ${environment}`)) counted[outcome] += 1;
          expect({ environment, counts }).toEqual({ environment, counts: counted });
        }
      }
    }
  });

  it('says by which rules, lists what gets worse first, and saves nothing', async () => {
    await save(policyWith(9999));
    const before = await api.read<ActivePolicy>(POLICY);
    const simulation = await simulate(policyWith(0));
    expect(simulation).toMatchObject({ replaces: before.version, artifacts: 5, warnings: [] });
    const [prod] = simulation.environments;
    expect(prod?.changes).toEqual([{ now: 'pass', proposed: 'fail', artifacts: prod?.changed }]);
    expect(prod?.rules).toEqual([
      { rule: 'vulnerabilities.critical', now: 'pass', proposed: 'fail', artifacts: prod?.changed },
    ]);
    expect(simulation.changed).toBeGreaterThan(0);
    expect(simulation.items).toHaveLength(simulation.changed);
    expect((await simulate(policyWith(0), { cookie: guardian.cookie }, 1)).items).toEqual([simulation.items[0]]);
    expect(await api.read<ActivePolicy>(POLICY)).toEqual(before);
  });

  it('tells an environment that is new from one that changes', async () => {
    await save(policyWith(9999));
    const { changed, environments } = await simulate(
      policyWith(9999).replace('  prod:', '  new:\n    secrets: { total: 0 }\n  prod:'),
    );
    expect(changed).toBe(0);
    expect(environments).toMatchObject([
      { environment: 'new', now: null, proposed: { pass: expect.any(Number) as number }, changed: 0, rules: [] },
      { environment: 'prod', changed: 0 },
    ]);
  });

  it('shows nobody an artifact, or the number of those, that they do not see', async () => {
    await save(policyWith(9999));
    const [project] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'theirs'`);
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: project?.id ?? 0 }] });
    const everybodys = await simulate(policyWith(0));
    const own = await simulate(policyWith(0), { cookie: stranger.cookie });
    expect(everybodys.artifacts).toBe(5);
    expect(own).toMatchObject({ artifacts: 1, changed: 1, notSimulated: { artifacts: 0 } });
    expect(own.items.map(({ image }) => image)).toEqual(['acme/secret']);
    expect(JSON.stringify(own)).not.toMatch(/acme\/(one|two|three|four)/);
    const nobody = await insertPerson(api.sql, { grants: [] });
    const refused = await api.call('POST', SIMULATE, {
      as: { cookie: nobody.cookie },
      body: { source: policyWith(0) },
    });
    expect(refused.status).toBe(403);
    const token = await insertToken(api.sql, { permissions: ['report:write'] });
    expect((await api.call('POST', SIMULATE, { as: { token }, body: { source: policyWith(0) } })).status).toBe(403);
    const foreign = await api.call('POST', SIMULATE, {
      as: { cookie: guardian.cookie },
      body: { source: policyWith(0) },
      headers: { Origin: 'https://evil.example' },
    });
    expect(await problemOf(foreign)).toMatchObject({ code: 'cross_site_request' });
  });

  it('counts what is to be read again first as not known, and never leaves it out', async () => {
    await save(policyWith(9999));
    // What the background decides anew, it reads again first.
    await decided(['prod']);
    await api.sql(`UPDATE scan SET reader = 0 WHERE artifact_id = (SELECT max(id) FROM artifact)`);
    const simulation = await simulate(policyWith(0));
    expect(simulation).toMatchObject({ artifacts: 4, notSimulated: { artifacts: 1, outdated: 1, late: 0 } });
    expect(simulation.items.map(({ image }) => image)).not.toContain('acme/secret');
    await save(policyWith(9998));
    await decided(['prod']);
    expect(await simulate(policyWith(0))).toMatchObject({ artifacts: 5, notSimulated: { artifacts: 0 } });
  });

  it('refuses what is no policy, as saving does, and what nobody could mean', async () => {
    const as = { cookie: guardian.cookie };
    const wrong = policyWith(0).replace('critical', 'crticial');
    const response = await api.call('POST', SIMULATE, { as, body: { source: wrong } });
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({ code: 'invalid_policy', issues: [{ line: 4, column: 24 }] });
    for (const body of [
      {},
      { source: 1 },
      { source: policyWith(0), limit: 1001 },
      { source: 'x'.repeat(200_001) },
      [],
    ]) {
      expect((await api.call('POST', SIMULATE, { as, body })).status).toBe(400);
    }
  });

  it('is asked by the command line, which exits 0 only where nothing gets worse', async () => {
    await save(policyWith(9999));
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-simulate-'));
    const said: string[] = [];
    const stdout = new Writable({ write: (chunk, _, done) => done(void said.push(String(chunk))) });
    const run = async (source: string, output: 'text' | 'json' = 'text'): Promise<number> => {
      const policy = join(folder, 'policy.yml');
      await writeFile(policy, source);
      return simulateByCommand({ policy, server: api.url, output }, api.token, stdout);
    };
    expect(await run(policyWith(9999))).toBe(ExitCode.pass);
    expect(said.join('')).toMatch(/^0 of 5 artifacts would get another verdict\.\nprod: /);
    expect(await run(policyWith(0), 'json')).toBe(ExitCode.fail);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ artifacts: 5 });
    await expect(run('version: 2')).rejects.toMatchObject({ exitCode: ExitCode.usage });
    await rm(folder, { recursive: true });
  });

  it('holds the waivers of a file, and the time that passes, against what is there', async () => {
    const elsewhere = await insertProject(api.sql, 'waived');
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: { timestamp: new Date().toISOString(), tools: [{ vendor: 'acme', name: 'acme-scan', version: '1' }] },
      components: [
        { 'bom-ref': 'c', type: 'library', name: 'minimist', version: '0.0.8', purl: 'pkg:npm/minimist@0.0.8' },
      ],
      vulnerabilities: [{ id: 'CVE-2021-44906', ratings: [{ severity: 'critical' }], affects: [{ ref: 'c' }] }],
    };
    await api.take(JSON.stringify(bom), '?image=acme/waived&project=waived');
    await save(policyWith(0));
    const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const [waiver] = [
      { id: 'own', scope: { advisory: 'CVE-2021-44906' }, status: 'accepted', justification: 'a spec', author: 'dev' },
    ];
    const waivers = JSON.stringify({ waivers: [{ ...waiver, expiresAt: inDays(2) }] });
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId: elsewhere }] });
    const asked = async (more: object, as: TestPerson = guardian) => {
      const body = { source: policyWith(0), project: 'waived', ...more };
      const response = await api.call('POST', SIMULATE, { as: { cookie: as.cookie }, body });
      return { status: response.status, answer: (await response.json()) as PolicySimulation };
    };
    expect((await asked({})).answer).toMatchObject({ artifacts: 1, changed: 0 });
    expect((await asked({ waivers }, stranger)).answer).toMatchObject({
      artifacts: 1,
      changed: 1,
      environments: [{ environment: 'prod', changes: [{ now: 'fail', proposed: 'pass', artifacts: 1 }] }],
    });
    expect((await asked({ waivers, at: inDays(1) })).answer.changed).toBe(1);
    expect((await asked({ waivers, at: inDays(3) })).answer.changed).toBe(0);
    expect((await asked({ at: '2020-01-01' })).status).toBe(400);
    expect((await asked({ waivers: 'waivers: [{id: x}]' })).status).toBe(400);
    expect((await asked({ project: 'default' }, stranger)).status).toBe(404);
    // Nothing of it is saved.
    expect(await api.sql('SELECT FROM waiver WHERE state = $1 AND name = $2', ['approved', 'own'])).toEqual([]);
  });

  it('stops when the caller goes away, and not because the request was read', async () => {
    const asked = { source: policyWith(0), scope: 'all', limit: 100, patience: 20_000 } as const;
    await expect(sharded().run(asked, AbortSignal.abort())).rejects.toMatchObject({ code: 'simulation_abandoned' });
    const leaving = new AbortController();
    const running = sharded().run(asked, leaving.signal);
    leaving.abort();
    await expect(running).rejects.toMatchObject({ code: 'simulation_abandoned' });
    const gone = new AbortController();
    const begun = fetch(`${api.url}${SIMULATE}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${api.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ source: policyWith(0) }),
      signal: gone.signal,
    });
    setTimeout(() => gone.abort(), 5);
    await expect(begun).rejects.toThrow(/aborted/);
    expect((await sharded().run(asked)).simulation).toMatchObject({ artifacts: 6, notSimulated: { artifacts: 0 } });
  });

  it('takes one of a caller at a time, and says when to come again', async () => {
    const ask = (): Promise<Response> =>
      api.call('POST', SIMULATE, { as: { cookie: guardian.cookie }, body: { source: policyWith(0) } });
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503]);
    const busy = answers.find(({ status }) => status === 503);
    expect(busy?.headers.get('Retry-After')).toBe('5');
    expect((await ask()).status).toBe(200);
  });
});
