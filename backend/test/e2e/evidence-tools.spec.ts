import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { type Caller, startApi, type TestApi } from './api.js';

const POLICY = `version: 1
environments:
  dev:
    vulnerabilities: {critical: 0}
    evidence: {require: [vulnerabilities]}
  prod:
    extends: dev
    evidence: {tools: {trivy: {deny: ["0.69.4 - 0.69.6"]}}}
`;

/** A scan by a version that one environment denies counts there as no scan, from what came just now and from what is stored. */
describe('evidence.tools', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-policy-'));
    const file = join(folder, 'policy.yml');
    await writeFile(file, POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: file });
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const query = `?image=acme/app&digest=sha256:${'7'.repeat(64)}`;
  const gate = (environment: string) => api.read<Verdict>(`/api/v1/gate${query}&environment=${environment}`);

  const vulnerable = {
    VulnerabilityID: 'CVE-2021-44906',
    PkgName: 'minimist',
    InstalledVersion: '0.0.8',
    FixedVersion: '1.2.6',
    Severity: 'CRITICAL',
  };

  async function send(version: string | null, minutes: number, found: readonly object[]): Promise<object> {
    const pipeline: Caller = { token: api.token };
    const body = {
      SchemaVersion: 2,
      ...(version === null ? {} : { Trivy: { Version: version } }),
      CreatedAt: new Date(Date.now() - minutes * 60_000).toISOString(),
      ArtifactName: 'acme/app',
      ArtifactType: 'container_image',
      Results: [
        {
          Target: 'app',
          Class: 'lang-pkgs',
          Type: 'npm',
          Packages: [{ Name: 'minimist', Version: '0.0.8' }],
          Vulnerabilities: found,
        },
      ],
    };
    const response = await api.call('POST', `/api/v1/reports${query}`, { as: pipeline, body });
    expect(response.status).toBe(201);
    const { verdicts } = (await response.json()) as ReportReceipt;
    return Object.fromEntries(verdicts.map(({ environment, outcome }) => [environment, outcome]));
  }

  /** The same from what is stored. */
  async function again(): Promise<object> {
    await api.sql(`UPDATE artifact_verdict SET holds_until = 'epoch'`);
    return { dev: (await gate('dev')).outcome, prod: (await gate('prod')).outcome };
  }

  it.each<[string, string | null, readonly object[], { dev: string; prod: string }]>([
    ['a scan that counts fails everywhere', '0.69.3', [vulnerable], { dev: 'fail', prod: 'fail' }],
    ['a newer one by a denied version does not replace it', '0.69.4', [], { dev: 'pass', prod: 'fail' }],
    ['nor does one that states no version', null, [], { dev: 'pass', prod: 'fail' }],
    ['a newer one that counts does', '0.75.0', [], { dev: 'pass', prod: 'pass' }],
    ['what a denied version finds later is not known', '0.69.6', [vulnerable], { dev: 'fail', prod: 'unknown' }],
  ])('%s', async (_, version, found, outcomes) => {
    minutes -= 1;
    expect(await send(version, minutes, found)).toEqual(outcomes);
    expect(await again()).toEqual(outcomes);
  });

  let minutes = 30;

  it('says which scan does not count, and names in its inputs those that do', async () => {
    const { reasons, inputs } = await gate('prod');
    expect(reasons[0]).toMatchObject({
      rule: 'evidence.tools',
      message: expect.stringContaining('version 0.69.6 is denied (0.69.4 - 0.69.6)'),
    });
    expect(inputs.scans.map(({ toolVersion }) => toolVersion)).toEqual(['0.75.0']);
  });
});
