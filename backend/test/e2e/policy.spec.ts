import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.setup.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { readEnvironment } from '../../src/config/read-environment.js';
import type { AuditEventPage } from '../../src/modules/audit/dto/audit-event.dto.js';
import type {
  ActivePolicy,
  PolicyCheck,
  PolicyVersion,
  PolicyVersions,
} from '../../src/modules/policy/dto/policy.dto.js';
import { type Caller, fixture, problemOf, settingsFor, startApi, type TestApi } from './api.js';
import { eventually } from './eventually.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const POLICY = '/api/v1/policy';

function policyWith(critical: number): string {
  return `version: 1
environments:
  prod:
    vulnerabilities: { critical: ${critical} }
    evidence: { require: [vulnerabilities], mismatch: accept }
`;
}

/**
 * The policy is changed by those who guard everything, and by them only after they have shown once more who they are: not by
 * viewers, developers, guardians of one project, any token, or a page of another site. Nobody overwrites what they have not
 * seen, and no start puts a file in the place of what people saved.
 */
describe('PUT /api/v1/policy', () => {
  let api: TestApi;
  let guardian: TestPerson;

  beforeEach(async () => {
    api = await startApi();
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
  });

  afterEach(() => api.stop());

  const as = ({ cookie }: TestPerson): { as: Caller } => ({ as: { cookie } });
  const active = (): Promise<ActivePolicy> => api.read<ActivePolicy>(POLICY);

  const put = (body: unknown, person = guardian): Promise<Response> => api.call('PUT', POLICY, { ...as(person), body });

  async function save(source: string): Promise<ActivePolicy> {
    const response = await put({ source, replaces: (await active()).version });
    expect(response.status).toBe(200);
    return (await response.json()) as ActivePolicy;
  }

  async function startWith(file: string): Promise<{ app: NestFastifyApplication; url: string; log: string[] }> {
    const log: string[] = [];
    const logger = await createLogger('info', { write: (line: string) => void log.push(line) });
    const environment = readEnvironment({ ...settingsFor(api.databaseUrl), PLIMSOLL_POLICY_FILE: file });
    const app = await createApp(environment, logger);
    await app.listen(0, '127.0.0.1');
    return { app, url: await app.getUrl(), log };
  }

  function fileWith(source: string): string {
    const file = join(mkdtempSync(join(tmpdir(), 'plimsoll-policy-')), 'security-config.yml');
    writeFileSync(file, source);
    return file;
  }

  it('is refused to everybody else, and to a guardian who has not just shown who they are', async () => {
    const before = await active();
    const body = { source: policyWith(1), replaces: before.version };
    const projectId = await insertProject(api.sql, 'acme');
    const statusOf = async (caller: Caller | undefined): Promise<number> =>
      (await api.call('PUT', POLICY, { ...(caller && { as: caller }), body })).status;
    expect(await statusOf(undefined)).toBe(401);
    for (const grants of [
      [],
      [{ role: 'viewer' }],
      [{ role: 'developer' }],
      [
        { role: 'security', projectId },
        { role: 'admin', projectId },
      ],
    ] as const) {
      const { cookie } = await insertPerson(api.sql, { grants });
      expect(await statusOf({ cookie })).toBe(403);
    }
    expect(await statusOf({ token: api.token })).toBe(403);
    const token = await insertToken(api.sql, {
      permissions: ['policy:read', 'policy:write'],
      accountId: guardian.accountId,
    });
    expect(await statusOf({ token })).toBe(403);
    for (const stage of ['factor', 'enrol'] as const) {
      const { cookie } = await insertPerson(api.sql, { grants: [{ role: 'security' }], stage });
      expect(await statusOf({ cookie })).toBe(403);
    }
    const idle = await insertPerson(api.sql, { grants: [{ role: 'admin' }], steppedUp: false });
    const late = await api.call('PUT', POLICY, { ...as(idle), body });
    expect(await problemOf(late)).toMatchObject({ status: 403, code: 'step_up_required' });
    const foreign = await api.call('PUT', POLICY, {
      ...as(guardian),
      body,
      headers: { Origin: 'https://evil.example' },
    });
    expect(await problemOf(foreign)).toMatchObject({ status: 403, code: 'cross_site_request' });
    expect(await active()).toEqual(before);
  });

  it('puts the policy in force at once, for the gate as well', async () => {
    const { digest } = await api.take(fixture('reports/defectdojo/trivy/scheme_2_many_vulns.json'), '?image=acme/api');
    const ask = async (): Promise<unknown> => api.read(`/api/v1/gate?image=acme/api&digest=${digest}&environment=prod`);
    const first = await active();
    const strict = await save(policyWith(0));
    expect(await ask()).toMatchObject({ outcome: 'fail', policyVersion: strict.version });
    const lax = await save(policyWith(10_000));
    expect(await ask()).toMatchObject({ outcome: 'pass', policyVersion: lax.version });
    expect(await active()).toEqual(lax);
    expect(lax).toMatchObject({ origin: 'console', activatedBy: guardian.email, number: 3 });

    const { items } = await api.read<PolicyVersions>(`${POLICY}/versions`);
    expect(items.map(({ version }) => version)).toEqual([lax.version, strict.version, first.version]);
    expect(items.at(-1)).toMatchObject({ origin: 'file', activatedBy: 'plimsoll' });
    expect(await api.read<PolicyVersion>(`${POLICY}/versions/${strict.version}`)).toMatchObject({
      version: strict.version,
      source: policyWith(0),
      number: 2,
    });
  });

  it('brings an older policy back without storing it twice', async () => {
    const first = await active();
    await save(policyWith(1));
    const again = await save(first.source);
    expect(again).toMatchObject({ version: first.version, number: 1, origin: 'console', activatedBy: guardian.email });
    const { items } = await api.read<PolicyVersions>(`${POLICY}/versions`);
    expect(items).toHaveLength(2);
  });

  it('keeps when and by whom a version was activated, each time', async () => {
    const first = await active();
    expect(first.firstActivatedAt).toBe(first.activatedAt);
    const other = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    const changed = await put({ source: policyWith(1), replaces: first.version }, other);
    expect(changed.status).toBe(200);
    const again = await save(first.source);
    expect(again.firstActivatedAt).toBe(first.activatedAt);
    expect(Date.parse(again.activatedAt)).toBeGreaterThan(Date.parse(first.activatedAt));

    // Not read out of the audit log, and true although an account has another name now.
    await api.sql(`UPDATE account SET email = 'renamed@example.org' WHERE id = $1`, [guardian.accountId]);
    expect(await api.read<PolicyVersion>(`${POLICY}/versions/${first.version}`)).toMatchObject({
      firstActivatedAt: first.activatedAt,
      activations: [
        { activatedAt: again.activatedAt, origin: 'console', activatedBy: guardian.email },
        { activatedAt: first.activatedAt, origin: 'file', activatedBy: 'plimsoll' },
      ],
    });
    const { items } = await api.read<PolicyVersions>(`${POLICY}/versions`);
    expect(items.map(({ activatedBy }) => activatedBy)).toEqual([guardian.email, other.email]);
  });

  it('is an event that says what changed', async () => {
    await save(policyWith(3));
    const { version: before } = await active();
    const { version: after } = await save(policyWith(0));
    const { items } = await api.read<AuditEventPage>('/api/v1/audit-events?action=policy.activated&limit=1');
    expect(items[0]).toMatchObject({
      actor: { name: guardian.email },
      target: { kind: 'policy', name: after },
      before: { version: before, settings: { 'prod.vulnerabilities.critical': 3 } },
      after: { version: after, settings: { 'prod.vulnerabilities.critical': 0 } },
    });
  });

  it('replaces no policy that its author has not seen', async () => {
    const seen = await active();
    const other = await save(policyWith(1));
    const late = await put({ source: policyWith(2), replaces: seen.version });
    expect(await problemOf(late)).toMatchObject({ status: 409, code: 'policy_replaced' });
    expect(await active()).toEqual(other);
  });

  it('lets one of ten win that save at once', async () => {
    const { version: replaces } = await active();
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => (await put({ source: policyWith(index), replaces })).status),
    );
    expect(statuses.sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
  });

  it('saves nothing that is not a policy, and says where it is wrong', async () => {
    const before = await active();
    const response = await put({ source: policyWith(0).replace('critical', 'crticial'), replaces: before.version });
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      code: 'invalid_policy',
      issues: [
        { line: 4, column: 24, message: expect.stringMatching(/crticial.* Did you mean `critical`\?/) as string },
      ],
    });
    expect(await active()).toEqual(before);
  });

  const NONE = `sha256:${'0'.repeat(64)}`;

  it.each([
    ['nothing', {}],
    ['a policy without what it replaces', { source: policyWith(0) }],
    ['a version that cannot be one', { source: policyWith(0), replaces: 'sha256:0' }],
    ['a number for a policy', { source: 1, replaces: NONE }],
    ['an operator for a policy', { source: { $ne: '' }, replaces: NONE }],
    ['a text without measure', { source: 'x'.repeat(200_001), replaces: NONE }],
    ['a member that nobody knows', { source: policyWith(0), replaces: NONE, force: true }],
    ['a list', []],
    ['a text', 'policy'],
  ])('refuses %s', async (_, body) => {
    expect((await put(body)).status).toBe(400);
  });

  it('takes what YAML could be misused for as a mistake, not as work', async () => {
    const { version: replaces } = await active();
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n`;
    const sources = [bomb, `version: 1\n__proto__: {}\n`, '['.repeat(100_000), 'a: '.repeat(60_000), ''];
    for (const source of sources) {
      const response = await put({ source, replaces });
      expect({ start: source.slice(0, 10), status: response.status }).toEqual({
        start: source.slice(0, 10),
        status: 422,
      });
    }
  });

  it('is checked beforehand without saving, by those who may save', async () => {
    const before = await active();
    const check = async (source: string): Promise<PolicyCheck> => {
      const response = await api.call('POST', `${POLICY}/check`, { ...as(guardian), body: { source } });
      expect(response.status).toBe(200);
      return (await response.json()) as PolicyCheck;
    };
    expect(await check(policyWith(0))).toEqual({
      version: expect.stringMatching(/^sha256:/) as string,
      environments: ['prod'],
      issues: [],
      warnings: [],
    });
    expect(await check(policyWith(0).replace('critical', 'crticial'))).toMatchObject({
      version: null,
      environments: [],
      issues: [{ line: 4, column: 24, suggestion: 'critical' }],
    });
    expect(await active()).toEqual(before);
    const viewer = await insertPerson(api.sql, { grants: [{ role: 'viewer' }] });
    expect((await api.call('POST', `${POLICY}/check`, { ...as(viewer), body: { source: '' } })).status).toBe(403);
    expect((await api.call('POST', `${POLICY}/check`, { body: { source: '' } })).status).toBe(401);
  });

  it('knows no version that never was active', async () => {
    for (const version of [`sha256:${'0'.repeat(64)}`, 'latest', '1', '%00', "'"]) {
      const response = await api.get(`${POLICY}/versions/${version}`);
      expect([400, 404]).toContain(response.status);
    }
  });

  it('holds against the file of a later start, which is told in the log', async () => {
    const saved = await save(policyWith(1));
    const replica = await startWith(fileWith(policyWith(2)));
    await replica.app.close();
    await delay(1100);
    expect(await active()).toEqual(saved);
    expect(replica.log.join('')).toContain('the policy file is not active');
  });

  it('lets files follow each other as long as nobody saves', async () => {
    for (const critical of [1, 2, 1]) {
      const replica = await startWith(fileWith(policyWith(critical)));
      await replica.app.close();
      expect(await eventually(active, ({ source }) => source === policyWith(critical))).toMatchObject({
        source: policyWith(critical),
        origin: 'file',
        activatedBy: 'plimsoll',
      });
    }
  });

  it('is in force in every replica within a second', async () => {
    const first = await active();
    const replica = await startWith(fileWith(first.source));
    try {
      const seenThere = async (): Promise<ActivePolicy> =>
        (await (
          await fetch(`${replica.url}${POLICY}`, { headers: { Authorization: `Bearer ${api.token}` } })
        ).json()) as ActivePolicy;
      expect(await seenThere()).toEqual(first);
      const saved = await save(policyWith(4));
      // Its timer of a second runs in this process, too, and is as late as this one; then it asks the database.
      await delay(1100);
      expect(await eventually(seenThere, ({ version }) => version === saved.version)).toEqual(saved);
    } finally {
      await replica.app.close();
    }
  });
});
