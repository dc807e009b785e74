import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync, hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list } from 'tar';
import { verifyEvidence } from '../../src/cli/evidence/verify-evidence.js';
import type { CheckedArchive } from '../../src/core/evidence-archive/check-archive.js';
import type { EvidenceManifest } from '../../src/core/evidence-archive/manifest.js';
import type { EvidenceKey } from '../../src/modules/evidence-export/dto/evidence-query.dto.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertToken, type TestPerson } from './principals.js';

/**
 * What a verdict rests on, as one archive. Nobody must be able to: take it without the right to, or unseen; find something of another project in
 * it, or a secret of the server's; pass off an archive that was changed, cut off or made by somebody else as one of the server's.
 */
const REPORT = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
const OTHER_REPORT = fixture('reports/jenkins-analysis-model/grype-report-wo-description.json');
const DIGEST = `sha256:${'e'.repeat(64)}`;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** A critical vulnerability. */
const bom = () =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: { timestamp: inDays(-0.01), tools: [{ vendor: 'acme', name: 'acme-scan', version: '1.0.0' }] },
    components: [
      { 'bom-ref': 'c', type: 'library', name: 'minimist', version: '0.0.8', purl: 'pkg:npm/minimist@0.0.8' },
    ],
    vulnerabilities: [{ id: 'CVE-2021-44906', ratings: [{ severity: 'critical' }], affects: [{ ref: 'c' }] }],
  });

describe('an archive of evidence', () => {
  let api: TestApi;
  let folder: string;
  let guardian: TestPerson;
  let ofShop: TestPerson;
  let artifactId: string;
  let keyFile: string;

  const query = (project: string): string => `?project=${project}&image=acme/api&digest=${DIGEST}&tag=1`;

  beforeAll(async () => {
    api = await startApi();
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-evidence-'));
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    ({ artifactId } = await api.take(REPORT, query('shop')));
    await api.take(OTHER_REPORT, query('shop'));
    // The same image in another project.
    await api.take(REPORT, query('other'));
    const [shop] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'shop'`);
    ofShop = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: shop?.id ?? 0 }] });
    const deployment = { project: 'shop', image: 'acme/api', digest: DIGEST, environment: 'prod' };
    await api.call('POST', '/api/v1/deployments', { as: guardian, body: deployment });
    const key = await api.read<EvidenceKey>('/api/v1/evidence/key');
    expectContract('evidenceExportKey', 200, key);
    keyFile = join(folder, 'key.pem');
    writeFileSync(keyFile, key.publicKey);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await api.stop();
  });

  const ask = (parameters = '', as: Caller = guardian, id = artifactId): Promise<Response> =>
    api.call('GET', `/api/v1/artifacts/${id}/evidence${parameters}`, { as });

  async function take(parameters = '', as?: Caller, id?: string): Promise<string> {
    const response = await ask(parameters, as, id);
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    expect(response.headers.get('content-type')).toBe('application/x-tar');
    const path = join(folder, `${Math.random().toString(36).slice(2)}.tar`);
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    return path;
  }

  async function filesOf(path: string): Promise<Map<string, Buffer>> {
    const files = new Map<string, Buffer>();
    const reading: Promise<unknown>[] = [];
    await list({
      file: path,
      strict: true,
      onReadEntry: (entry) => void reading.push(entry.concat().then((bytes) => files.set(entry.path, bytes))),
    });
    await Promise.all(reading);
    return files;
  }

  const verify = (path: string): Promise<CheckedArchive> => verifyEvidence(path, keyFile);

  const parsed = <Value>(files: Map<string, Buffer>, name: string): Value =>
    JSON.parse(files.get(name)?.toString() ?? 'null') as Value;

  it('holds verdicts and reports byte for byte, and is signed by the server', async () => {
    const path = await take();
    const files = await filesOf(path);
    const bodies = await api.sql<{ body: string }>('SELECT body FROM verdict WHERE artifact_id = $1 ORDER BY id', [
      Number(artifactId),
    ]);
    const verdicts = [...files].filter(([name]) => name.startsWith('verdicts/')).map(([, bytes]) => bytes.toString());
    expect(verdicts).toEqual(bodies.map(({ body }) => body));
    expect(verdicts.length).toBeGreaterThan(2);
    for (const report of [REPORT, OTHER_REPORT]) {
      const kept = files.get(`reports/${hash('sha256', report)}.json`);
      expect(kept !== undefined && report.equals(kept)).toBe(true);
    }
    expect(parsed<object[]>(files, 'scans.json')).toHaveLength(2);
    expect(parsed<object[]>(files, 'deployments.json')).toMatchObject([{ environment: 'prod' }]);
    const active = await api.read<{ version: string; source: string }>('/api/v1/policy');
    expect(files.get(`policies/${active.version.replace('sha256:', '')}.yml`)?.toString()).toBe(active.source);

    const { manifest, faults } = await verify(path);
    expect(faults).toEqual([]);
    expect(manifest).toMatchObject({
      project: 'shop',
      image: 'acme/api',
      digest: DIGEST,
      exportedBy: guardian.email,
      leftOut: [],
    });
    expect([...files.keys()].slice(-2)).toEqual(['manifest.json', 'manifest.dsse.json']);
    expect(manifest?.files.map(({ name }) => name)).toEqual([...files.keys()].slice(0, -2));
  });

  it('has the audit log say who took it, and its own part of that log', async () => {
    const files = await filesOf(await take('?environment=prod'));
    const [event] = await eventsOf(api, `acme/api@${DIGEST}`);
    expect(event).toMatchObject({
      action: 'evidence.exported',
      actor: { name: guardian.email },
      target: { kind: 'artifact', id: artifactId },
      after: { project: 'shop', environment: 'prod' },
    });
    const lines = files.get('audit/0001.jsonl')?.toString().trimEnd().split('\n') ?? [];
    const events = lines.map((line) => JSON.parse(line) as { event: { action: string; target: { id: string } } });
    const actions = events.map(({ event: { action } }) => action);
    expect(actions).toEqual(expect.arrayContaining(['report.received', 'deployment.recorded', 'evidence.exported']));
    // Of the artifact of the same name in the other project there is nothing.
    const received = events.filter(({ event: { action } }) => action === 'report.received');
    expect(new Set(received.map(({ event: { target } }) => target.id))).toEqual(new Set([artifactId]));
  });

  it('leaves the audit log out for those who cannot read it, and says so', async () => {
    const path = await take('', ofShop);
    expect([...(await filesOf(path)).keys()].filter((name) => name.startsWith('audit/'))).toEqual([]);
    const { manifest, faults } = await verify(path);
    expect(faults).toEqual([]);
    expect(manifest?.leftOut).toEqual([expect.stringContaining('audit:read')]);
  });

  it('is for an environment and a time, if these are named', async () => {
    const environmentsOf = async (parameters: string): Promise<string[]> => {
      const verdicts = parsed<{ environment: string }[]>(await filesOf(await take(parameters)), 'verdicts.json');
      return [...new Set(verdicts.map(({ environment }) => environment))];
    };
    expect(await environmentsOf('?environment=prod')).toEqual(['prod']);
    expect(await environmentsOf(`?from=${inDays(1)}`)).toEqual([]);
    expect(await environmentsOf(`?to=${inDays(-1)}`)).toEqual([]);
    expect((await environmentsOf(`?from=${inDays(-1)}&to=${inDays(1)}`)).length).toBeGreaterThan(1);
    expect((await ask('?from=yesterday')).status).toBe(400);
  });

  it('holds the waivers that verdicts use, with those who approved them', async () => {
    const waived = await api.take(
      bom(),
      '?project=shop&image=acme/waived&covers=match,secret,misconfiguration,licence',
    );
    const developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    const body = {
      project: 'shop',
      scope: { advisory: 'CVE-2021-44906', environments: ['prod'] },
      status: 'accepted',
      justification: 'a spec',
      expiresAt: inDays(5),
    };
    const { waiver } = (await (await api.call('POST', '/api/v1/waivers', { as: developer, body })).json()) as {
      waiver: { id: string; revision: string };
    };
    for (const as of [guardian, await insertPerson(api.sql, { grants: [{ role: 'security' }] })]) {
      await api.call('POST', `/api/v1/waivers/${waiver.id}/approve`, { as, body: { revision: waiver.revision } });
    }
    const files = await filesOf(await take('', guardian, waived.artifactId));
    expect(parsed(files, `waivers/${waiver.id}.json`)).toMatchObject({
      name: `W-${waiver.id}`,
      project: 'shop',
      revisions: [
        { requestedBy: developer.email, approvals: [{ approver: guardian.email }, { approvedAt: expect.any(String) }] },
      ],
      uses: [{ environment: 'prod' }],
    });
  });

  it('holds no secret of the server', async () => {
    const token = await insertToken(api.sql, { permissions: ['evidence:export', 'audit:read'] });
    const bytes = readFileSync(await take('', { token }));
    expect(bytes.includes(token)).toBe(false);
    for (const word of ['plm_', 'token_hash', 'password_hash', 'SECRET_KEY', 'PRIVATE KEY'])
      expect([word, bytes.includes(word)]).toEqual([word, false]);
  });

  it('is nothing for those who cannot export, and not there for people of other projects', async () => {
    const developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    expect((await problemOf(await ask('', developer))).code).toBe('forbidden');
    const [other] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'other'`);
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: other?.id ?? 0 }] });
    const [foreign, absent] = [await ask('', stranger), await ask('', stranger, '999999')];
    const told = async (answer: Response) => {
      const { status, code, title } = await problemOf(answer);
      return { status, code, title };
    };
    expect(await told(foreign)).toMatchObject({ status: 404, code: 'artifact_not_found' });
    expect(await told(await ask('', stranger))).toEqual(await told(absent));
    const before = await api.sql(`SELECT FROM audit_event WHERE action = 'evidence.exported'`);
    await ask('', stranger);
    expect(await api.sql(`SELECT FROM audit_event WHERE action = 'evidence.exported'`)).toHaveLength(before.length);
  });

  describe('does not pass', () => {
    let path: string;

    beforeEach(async () => {
      path = await take();
    });

    it('only where it was changed: as it came it passes', async () => {
      expect((await verify(path)).faults).toEqual([]);
    });

    const change = (from: string, to: string): void => {
      const bytes = readFileSync(path);
      const at = bytes.indexOf(from);
      expect(at).toBeGreaterThan(0);
      bytes.write(to, at, 'latin1');
      writeFileSync(path, bytes);
    };

    it('where a verdict was changed', async () => {
      change('"outcome":"fail"', '"outcome":"pass"');
      expect((await verify(path)).faults).toEqual([expect.stringMatching(/^verdicts\/\d+-v_\w+\.json was changed\.$/)]);
    });

    it('where the manifest was changed with it', async () => {
      change(`"exportedBy": "${guardian.email.slice(0, 4)}`, `"exportedBy": "anna`);
      expect((await verify(path)).faults).toEqual(['manifest.json is not the manifest that was signed.']);
    });

    it.each([0.3, 0.9])('where it was cut off after a share of %d', async (share) => {
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.subarray(0, Math.floor((bytes.length * share) / 512) * 512));
      const { manifest, faults } = await verify(path);
      expect(manifest).toBeNull();
      expect(faults.length).toBeGreaterThan(0);
    });

    it('where something else was signed, or by another key', async () => {
      const { publicKey } = generateKeyPairSync('ed25519');
      writeFileSync(join(folder, 'other.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
      const { manifest, faults } = await verifyEvidence(path, join(folder, 'other.pem'));
      expect({ manifest, faults }).toEqual({ manifest: null, faults: ['The manifest is not signed by this key.'] });
    });

    it('where bytes that are no archive stand before it', async () => {
      const bytes = readFileSync(path);
      writeFileSync(path, 'x'.repeat(512));
      appendFileSync(path, bytes);
      expect((await verify(path)).faults.length).toBeGreaterThan(0);
    });
  });

  it('names what it holds in the order in which it holds it, each time alike', async () => {
    const namesOf = async (): Promise<string[]> => {
      const manifest = parsed<EvidenceManifest>(
        await filesOf(await take('?environment=prod', ofShop)),
        'manifest.json',
      );
      return manifest.files.map(({ name, sha256 }) => `${sha256} ${name}`);
    };
    expect(await namesOf()).toEqual(await namesOf());
  });
});
