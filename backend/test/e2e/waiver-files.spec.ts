import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gate as gateOffline } from '../../src/cli/gate/gate.js';
import type { GateOptions } from '../../src/cli/gate/gate.command.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { writeWaivers } from '../../src/core/policy/write-waivers.js';
import { parseWaivers } from '../../src/core/policy/parse-waivers.js';
import type { AppliedWaivers, ApplyWaivers } from '../../src/modules/waivers/dto/waiver-file.dto.js';
import type { WaiverPage, WaiverResult } from '../../src/modules/waivers/dto/waiver.dto.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

const DIGEST = `sha256:${'c'.repeat(64)}`;
const CVES = ['CVE-2021-44906', 'CVE-2020-7598'];
const ORIGIN = 'acme/api waivers.yml';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

const BOM = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  metadata: {
    timestamp: new Date(Date.now() - 5 * 60_000).toISOString(),
    tools: [{ vendor: 'acme', name: 'acme-scan', version: '1.0.0' }],
  },
  components: [{ 'bom-ref': 'c', type: 'library', name: 'minimist', version: '0.0.8', purl: 'pkg:npm/minimist@0.0.8' }],
  vulnerabilities: CVES.map((id) => ({
    id,
    ratings: [{ severity: 'critical' }],
    affects: [{ ref: 'c' }],
    recommendation: 'Upgrade minimist to version 1.2.6',
  })),
});

const POLICY = `version: 1
environments:
  prod:
    vulnerabilities: {critical: 0}
    evidence: {require: [vulnerabilities], missingData: accept}
    waivers: {longest: {critical: 14d}, approvers: 1}
`;

const waiver = (id: string, advisory: string, more: object = {}) => ({
  id,
  scope: { advisory, component: 'pkg:npm/minimist', versions: 'vers:npm/<1.2.6' },
  status: 'accepted' as const,
  justification: 'Not reachable.',
  author: 'dev@acme.example',
  approver: null,
  approvers: ['security@acme.example'],
  validFrom: inDays(-1),
  expiresAt: inDays(30),
  ...more,
});

/** Offline nobody sent the report, and the id is a hash of that as well. */
function comparable(verdict: string): string {
  const { verdictId: _, ...rest } = JSON.parse(verdict) as Verdict;
  return JSON.stringify(rest, (key, value: unknown) => (key === 'sender' ? null : value));
}

/** A file makes many waivers at once, and takes as many away: whoever applies it answers for it, and it reaches nothing else. */
describe('Files of waivers', () => {
  let api: TestApi;
  let guardian: TestPerson;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waiver-files-'));
    await writeFile(join(folder, 'policy.yml'), POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: join(folder, 'policy.yml') });
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });

  const scan = (image: string, project = 'default') =>
    api.take(BOM, `?project=${project}&image=${image}&digest=${DIGEST}&covers=match`);

  const gate = (image: string, project = 'default'): Promise<Verdict> =>
    api.read(`/api/v1/gate?project=${project}&image=${image}&digest=${DIGEST}&environment=prod`);

  const post = (body: Partial<ApplyWaivers>, as: Caller = guardian): Promise<Response> =>
    api.call('POST', '/api/v1/waivers/apply', { as, body });

  async function apply(waivers: readonly object[], more: Partial<ApplyWaivers> = {}): Promise<AppliedWaivers> {
    const source = writeWaivers(waivers as Parameters<typeof writeWaivers>[0]);
    const response = await post({ project: 'default', origin: ORIGIN, source, ...more });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const answer = (await response.json()) as AppliedWaivers;
    expectContract('waiverFilesApply', 200, answer);
    return answer;
  }

  async function exported(project = 'default'): Promise<string> {
    const response = await api.call('GET', `/api/v1/waivers/export?project=${project}`, { as: guardian });
    expect(response.status).toBe(200);
    const text = await response.text();
    expectContract('waiverFilesExport', 200, JSON.parse(text));
    return text;
  }

  const refused = async (response: Promise<Response>): Promise<[number, string]> => {
    const { status, code } = await problemOf(await response);
    return [status, code];
  };

  /** What `plimsoll gate --waivers` answers. */
  async function offline(image: string, waivers: string, at: string): Promise<string> {
    await writeFile(join(folder, 'bom.json'), BOM);
    await writeFile(join(folder, 'waivers.yml'), waivers);
    const stdout = new PassThrough();
    const said: string[] = [];
    const options = {
      environment: ['prod'],
      policy: join(folder, 'policy.yml'),
      waivers: join(folder, 'waivers.yml'),
      image,
      digest: DIGEST,
      look: ['vulnerabilities'],
      output: 'json',
      at: new Date(at),
      limit: 25,
      verbose: false,
      color: false,
    } as unknown as GateOptions;
    const streams = {
      stdin: Readable.from([]),
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: { write: (text: string) => said.push(text) } as unknown as NodeJS.WritableStream,
    };
    await gateOffline([join(folder, 'bom.json')], options, streams, new Date());
    stdout.end();
    return Buffer.concat((await stdout.toArray()) as Buffer[]).toString();
  }

  it('make waivers that count at once, follow the file, and end with it', async () => {
    const image = 'acme/filed';
    await scan(image);
    expect((await gate(image)).outcome).toBe('fail');
    const both = [waiver('minimist-1', CVES[0] ?? ''), waiver('minimist-2', CVES[1] ?? '')];

    expect(await apply(both, { dryRun: true })).toEqual({
      isDryRun: true,
      added: ['minimist-1', 'minimist-2'],
      edited: [],
      revoked: [],
      unchangedCount: 0,
      changed: [],
      pendingCount: 0,
    });
    expect((await gate(image)).outcome).toBe('fail');

    const applied = await apply(both);
    expect(applied).toMatchObject({ isDryRun: false, added: ['minimist-1', 'minimist-2'] });
    expect(applied.changed).toMatchObject([
      { image, outcomes: [{ environment: 'prod', before: 'fail', after: 'pass' }] },
    ]);
    const passed = await gate(image);
    expect(passed).toMatchObject({ outcome: 'pass', inputs: { waivers: ['minimist-1', 'minimist-2'] } });
    // The policy's longest time, from the beginning that the file names.
    expect(passed.holdsUntil).toBe(new Date(Date.parse(both[0]?.validFrom ?? '') + 14 * 86_400_000).toISOString());
    expect(await apply(both)).toMatchObject({ added: [], edited: [], revoked: [], unchangedCount: 2, changed: [] });

    const [first, second] = both;
    const edited = await apply([first ?? {}, { ...second, justification: 'Reachable, and accepted.' }]);
    expect(edited).toMatchObject({ edited: ['minimist-2'], unchangedCount: 1, changed: [] });
    const again = await gate(image);
    expect(again.outcome).toBe('pass');
    expect(again.inputs.waiverRevisions).not.toEqual(passed.inputs.waiverRevisions);

    const less = await apply([first ?? {}]);
    expect(less).toMatchObject({ revoked: ['minimist-2'], unchangedCount: 1 });
    expect(less.changed[0]?.outcomes).toEqual([{ environment: 'prod', before: 'pass', after: 'fail' }]);
    expect((await gate(image)).outcome).toBe('fail');

    const back = await apply(both);
    expect(back).toMatchObject({ added: [], edited: ['minimist-2'] });
    expect((await gate(image)).outcome).toBe('pass');
    expect((await eventsOf(api, ORIGIN)).map(({ action }) => action)).toEqual([
      'waiver.applied',
      'waiver.applied',
      'waiver.applied',
      'waiver.applied',
      'waiver.applied',
    ]);
    const listed = await api.call('GET', '/api/v1/waivers?q=minimist', { as: guardian });
    expect(((await listed.json()) as WaiverPage).items).toContainEqual(
      expect.objectContaining({ name: 'minimist-2', source: 'file', origin: ORIGIN, state: 'in-force' }) as unknown,
    );
    await apply([]);
  });

  it('give offline what the server gives, to the byte but for who sent the report', async () => {
    const image = 'acme/offline';
    await scan(image);
    await apply([
      waiver('offline-1', CVES[0] ?? ''),
      waiver('offline-2', 'CVE-2019-1', { expiresAt: inDays(-1), validFrom: inDays(-9) }),
    ]);
    const body = {
      scope: { advisory: CVES[1], image },
      status: 'not_affected',
      justification: 'Not called.',
      expiresAt: inDays(9),
    };
    const developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    const requested = (await (
      await api.call('POST', '/api/v1/waivers', { as: developer, body: { project: 'default', ...body } })
    ).json()) as WaiverResult;
    const failing = await gate(image);
    expect(failing.outcome).toBe('fail');
    expect(comparable(await offline(image, await exported(), failing.evaluatedAt))).toBe(
      comparable(JSON.stringify(failing)),
    );

    const { id, revision } = requested.waiver;
    expect((await api.call('POST', `/api/v1/waivers/${id}/approve`, { as: guardian, body: { revision } })).status).toBe(
      200,
    );
    const response = await api.call(
      'GET',
      `/api/v1/gate?project=default&image=${image}&digest=${DIGEST}&environment=prod`,
      {
        as: guardian,
      },
    );
    const text = await response.text();
    const verdict = JSON.parse(text) as Verdict;
    expect(verdict).toMatchObject({ outcome: 'pass', inputs: { waivers: [requested.waiver.name, 'offline-1'] } });

    const file = await exported();
    expect(comparable(await offline(image, file, verdict.evaluatedAt))).toBe(comparable(text));
    // What the command writes as YAML is the same file.
    expect(comparable(await offline(image, writeWaivers(parseWaivers(file)), verdict.evaluatedAt))).toBe(
      comparable(text),
    );
    await apply([]);
  });

  it('are applied as a whole, or not at all', async () => {
    const image = 'acme/whole';
    await scan(image);
    const good = waiver('whole-1', CVES[0] ?? '');
    const bad: [string, number, string][] = [
      [writeWaivers([good, waiver('whole-2', CVES[1] ?? '', { scope: { image } })] as never), 400, 'invalid_input'],
      [writeWaivers([good, waiver('W-7', CVES[1] ?? '')] as never), 400, 'invalid_input'],
      ['waivers: [', 400, 'invalid_input'],
      ['', 400, 'invalid_input'],
    ];
    for (const [source, status, code] of bad) {
      expect(await refused(post({ project: 'default', origin: ORIGIN, source }))).toEqual([status, code]);
    }
    const { issues } = await problemOf(
      await post({ project: 'default', origin: ORIGIN, source: 'waivers:\n  - id: a\n' }),
    );
    expect(issues?.[0]).toMatchObject({ pointer: '/source', message: expect.stringMatching(/^2:/) as string });
    expect(await exported()).not.toContain('whole-1');
  });

  it('keep to their own file: another one neither takes their names nor ends them', async () => {
    await apply([waiver('mine', CVES[0] ?? '')], { origin: 'a.yml' });
    const source = writeWaivers([waiver('mine', CVES[1] ?? '')] as never);
    expect(await refused(post({ project: 'default', origin: 'b.yml', source }))).toEqual([409, 'waiver_name_taken']);
    expect(await refused(post({ project: null, origin: 'b.yml', source }))).toEqual([409, 'waiver_name_taken']);
    expect(await apply([], { origin: 'b.yml' })).toMatchObject({ revoked: [] });
    expect(await exported()).toContain('"mine"');
    await apply([], { origin: 'a.yml' });
    // What is gone gives its name back.
    expect(await apply([waiver('mine', CVES[1] ?? '')], { origin: 'b.yml' })).toMatchObject({ edited: ['mine'] });
    await apply([], { origin: 'b.yml' });
  });

  it('reach no other project, and every project only by somebody who may everywhere', async () => {
    const elsewhere = await insertProject(api.sql, 'elsewhere');
    await scan('acme/elsewhere', 'elsewhere');
    const local = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: elsewhere }] });
    const developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    const applier = { token: await insertToken(api.sql, { permissions: ['waiver:apply'], projectId: elsewhere }) };
    const approver = { token: await insertToken(api.sql, { permissions: ['waiver:approve'] }) };
    const both = CVES.map((advisory, place) => waiver(`reach-${place}`, advisory));
    const source = writeWaivers(both as never);
    const body = { origin: 'reach.yml', source };

    expect(await refused(post({ ...body, project: 'default' }, developer))).toEqual([403, 'forbidden']);
    expect(await refused(post({ ...body, project: 'default' }, approver))).toEqual([403, 'forbidden']);
    for (const caller of [local, applier]) {
      expect((await refused(post({ ...body, project: 'default' }, caller)))[0]).toBe(404);
      expect(await refused(post({ ...body, project: null }, caller))).toEqual([403, 'forbidden']);
      expect(
        (await refused(api.call('GET', '/api/v1/waivers/export?project=default', { as: caller })))[0],
      ).toBeGreaterThan(400);
    }
    expect((await post({ ...body, project: 'elsewhere' }, applier)).status).toBe(200);
    expect((await gate('acme/elsewhere', 'elsewhere')).outcome).toBe('pass');
    await scan('acme/here');
    expect((await gate('acme/here')).outcome).toBe('fail');
    expect(await exported()).not.toContain('reach-0');
    expect(await exported('elsewhere')).toContain('reach-0');
  });
});
