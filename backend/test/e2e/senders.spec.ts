import type { ExchangedToken } from '../../src/modules/identity/machines/trust-rules/dto/token-exchange.dto.js';
import type { Artifact, ScanSender } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import { type Caller, fixture, startApi, type TestApi } from './api.js';
import { AUDIENCE, type CiProvider, startCiProvider } from './ci-provider.js';
import { expectContract } from './contract.js';
import { insertPerson, insertToken, type TestPerson } from './principals.js';

/** Whoever may send a report must not be able to do so without their name on it, nor under the name of another. */
describe('The sender of a report', () => {
  let api: TestApi;
  let provider: CiProvider;
  let ada: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    provider = await startCiProvider();
    ada = await insertPerson(api.sql, { email: 'ada@plimsoll.example', grants: [{ role: 'admin' }] });
  });

  afterAll(async () => {
    // What an earlier version stored is made of what this one has judged.
    await api.stop({ isRewritten: true });
    await provider.stop();
  });

  async function senderOf(as: Caller, image: string): Promise<ScanSender | null | undefined> {
    const body = JSON.parse(fixture('reports/vexctl-sarif/nginx-trivy.sarif.json').toString()) as unknown;
    const response = await api.call('POST', `/api/v1/reports?image=${image}`, { as, body });
    expect(response.status).toBe(201);
    const { artifactId } = (await response.json()) as ReportReceipt;
    const artifact = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expectContract('artifactsGet', 200, artifact);
    return artifact.scans[0]?.sender;
  }

  const NONE = { owner: null, trustRule: null, claims: null };

  it('is a person by their session', async () => {
    expect(await senderOf(ada, 'acme/by-a-person')).toEqual({
      kind: 'person',
      id: String(ada.accountId),
      name: 'ada@plimsoll.example',
      via: 'session',
      ...NONE,
    });
  });

  it('is a token, with the person whose token it is', async () => {
    const token = await insertToken(api.sql, { permissions: ['report:write'], accountId: ada.accountId });
    expect(await senderOf({ token }, 'acme/by-a-token')).toEqual({
      kind: 'token',
      id: expect.any(String),
      name: 'of a spec',
      via: 'token',
      ...NONE,
      owner: 'ada@plimsoll.example',
    });
  });

  it('is a token of nobody', async () => {
    expect(await senderOf({ token: api.token }, 'acme/by-nobodys-token')).toMatchObject({ via: 'token', ...NONE });
  });

  it('is a pipeline, with the trust rule and what its provider says of it', async () => {
    const rule = {
      name: 'acme/api on main',
      issuer: provider.issuer,
      audience: AUDIENCE,
      conditions: [
        { claim: 'sub', pattern: 'repo:acme/api:*' },
        { claim: 'event_name', pattern: 'push' },
      ],
      project: null,
      permissions: ['report:write'],
    };
    expect((await api.call('POST', '/api/v1/trust-rules', { as: ada, body: rule })).status).toBe(201);
    // What somebody calls a branch is for them to choose: it is shown, and nothing else.
    const sub = `repo:acme/api:ref:\u202E${'x'.repeat(5000)}`;
    const refused = await exchange({ sub });
    expect(refused.status).toBe(401);
    const response = await exchange({ sub: 'repo:acme/api:ref:refs/heads/\u202Eniam', email: 'ada@example.org' });
    const { token } = (await response.json()) as ExchangedToken;
    expect(await senderOf({ token }, 'acme/by-a-pipeline')).toEqual({
      kind: 'token',
      id: expect.any(String),
      name: 'acme/api on main',
      via: 'workload-identity',
      owner: null,
      trustRule: 'acme/api on main',
      claims: { sub: 'repo:acme/api:ref:refs/heads/\u202Eniam', event_name: 'push' },
    });
  });

  const exchange = async (claims: Record<string, unknown>): Promise<Response> =>
    fetch(`${api.url}/api/v1/token-exchange`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: await provider.token(claims) }),
    });

  it('is nobody for a scan from before it was kept', async () => {
    const { artifactId } = await api.take(fixture('reports/vexctl-sarif/nginx-trivy.sarif.json'), '?image=acme/old');
    await api.sql('UPDATE scan SET sender = NULL WHERE artifact_id = $1', [artifactId]);
    const artifact = await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`);
    expectContract('artifactsGet', 200, artifact);
    expect(artifact.scans[0]?.sender).toBeNull();
  });
});
