import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { type Caller, startApi, type TestApi } from './api.js';
import { insertPerson, insertToken } from './principals.js';

const POLICY = `version: 1
environments:
  dev:
    vulnerabilities: {critical: 0}
    evidence: {require: [vulnerabilities]}
  prod:
    extends: dev
    evidence: {from: ["token:of a spec"]}
`;

/** Whoever may report from a laptop must not be able to open an environment whose evidence comes from elsewhere. */
describe('evidence.from', () => {
  let api: TestApi;
  let folder: string;
  let laptop: Caller;
  const pipeline = (): Caller => ({ token: api.token });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-policy-'));
    const file = join(folder, 'policy.yml');
    await writeFile(file, POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: file });
    const { accountId } = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    // Called like the pipeline's own.
    laptop = { token: await insertToken(api.sql, { permissions: ['report:write'], accountId }) };
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const report = (minutes: number, isCritical: boolean, component = 'minimist'): object => {
    const purl = `pkg:npm/${component}@0.0.8`;
    return {
      SchemaVersion: 2,
      CreatedAt: new Date(Date.now() - minutes * 60_000).toISOString(),
      ArtifactName: 'acme/app',
      ArtifactType: 'container_image',
      Results: [
        {
          Target: 'app',
          Class: 'lang-pkgs',
          Type: 'npm',
          Packages: [{ Name: component, Version: '0.0.8', Identifier: { PURL: purl } }],
          Vulnerabilities: isCritical
            ? [
                {
                  VulnerabilityID: 'CVE-2021-44906',
                  PkgName: component,
                  PkgIdentifier: { PURL: purl },
                  InstalledVersion: '0.0.8',
                  FixedVersion: '1.2.6',
                  Severity: 'CRITICAL',
                },
              ]
            : [],
        },
      ],
    };
  };

  let build = 0;

  /** A digest of its own for each test. */
  function newBuild() {
    build += 1;
    const digest = `sha256:${String(build).padStart(64, '0')}`;
    const query = `?image=acme/app&digest=${digest}`;
    return {
      send: async (as: Caller, body: object): Promise<Record<string, string>> => {
        const response = await api.call('POST', `/api/v1/reports${query}`, { as, body });
        expect(response.status).toBe(201);
        const { verdicts } = (await response.json()) as ReportReceipt;
        return Object.fromEntries(verdicts.map(({ environment, outcome }) => [environment, outcome]));
      },
      gate: (environment: string) => api.read<Verdict>(`/api/v1/gate${query}&environment=${environment}`),
      forget: () => api.sql(`UPDATE artifact_verdict SET holds_until = 'epoch'`),
    };
  }

  it('lets nobody else turn a fail into a pass, whoever is asked', async () => {
    const { send, gate, forget } = newBuild();
    expect(await send(pipeline(), report(9, true))).toEqual({ dev: 'fail', prod: 'fail' });
    expect(await send(laptop, report(1, false))).toEqual({ dev: 'pass', prod: 'fail' });
    expect((await gate('prod')).outcome).toBe('fail');
    // The same from what is stored.
    await forget();
    const [dev, prod] = [await gate('dev'), await gate('prod')];
    expect([dev.outcome, prod.outcome]).toEqual(['pass', 'fail']);
    expect(prod.inputs.scans).toMatchObject([{ sender: { kind: 'token', name: 'of a spec', via: 'token' } }]);
    expect(prod.reasons).toContainEqual(
      expect.objectContaining({
        rule: 'evidence.from',
        message: expect.stringContaining('1 scan from another sender'),
      }),
    );
  });

  it('is unknown without a scan of the sender, and passes with one', async () => {
    const { send } = newBuild();
    expect(await send(laptop, report(9, false))).toEqual({ dev: 'pass', prod: 'unknown' });
    expect(await send(pipeline(), report(1, false))).toEqual({ dev: 'pass', prod: 'pass' });
  });

  it('passes alike for who is the only one', async () => {
    const { send, gate, forget } = newBuild();
    expect(await send(pipeline(), report(9, false))).toEqual({ dev: 'pass', prod: 'pass' });
    const { verdictId } = await gate('prod');
    await forget();
    expect((await gate('prod')).verdictId).toBe(verdictId);
  });
});
