import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createPublicKey, generateKeyPairSync, hash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer as bufferOf } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { list } from 'tar';
import { exportEnvironment } from '../../src/cli/evidence/export-evidence.js';
import { replayEvidence } from '../../src/cli/evidence/replay-evidence.js';
import { verifyEvidence } from '../../src/cli/evidence/verify-evidence.js';
import type { CheckedArchive } from '../../src/core/evidence-archive/check-archive.js';
import { evidenceKeyOf } from '../../src/core/evidence-archive/manifest-signature.js';
import type { EvidenceManifest } from '../../src/core/evidence-archive/manifest.js';
import type { EvidenceKey } from '../../src/modules/evidence-export/dto/evidence-query.dto.js';
import type { EnvironmentEvidence } from '../../src/modules/evidence-export/dto/environment-evidence.dto.js';
import { evidenceArchive } from '../../src/modules/evidence-export/evidence-archive.js';
import type { TarFile } from '../../src/modules/evidence-export/tar.js';
import { type Caller, fixture, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { eventually } from './eventually.js';
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

  const take = async (parameters = '', as?: Caller, id?: string): Promise<string> =>
    keep(await ask(parameters, as, id));

  async function keep(response: Response): Promise<string> {
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

  describe('of an environment and a span', () => {
    /** Ran in prod before the span, and was replaced in it by `NEXT`; both come into the project in different builds. */
    const NEXT = `sha256:${'f'.repeat(64)}`;
    const FROM = inDays(-30);
    let developer: TestPerson;

    const askOf = (project: string, parameters: string, as: Caller = guardian): Promise<Response> =>
      api.call('GET', `/api/v1/projects/${project}/evidence${parameters}`, { as });

    const takeProd = async (as?: Caller, parameters = `?environment=prod&from=${FROM}`): Promise<string> =>
      keep(await askOf('shop', parameters, as));

    beforeAll(async () => {
      developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
      // The same bytes for another build: one report, two scans.
      await api.take(REPORT, `?project=shop&image=acme/api&digest=${NEXT}&tag=2`);
      await api.sql(`UPDATE deployment SET recorded_at = now() - interval '60 days'`);
      const body = { project: 'shop', image: 'acme/api', digest: NEXT, environment: 'prod' };
      await api.call('POST', '/api/v1/deployments', { as: guardian, body });
    });

    it('holds what was judged and what ran, with each report once, and is signed', async () => {
      const path = await takeProd();
      const files = await filesOf(path);
      const { manifest, faults } = await verify(path);
      expect(faults).toEqual([]);
      const artifacts = parsed<{ id: string; digest: string; outcome: string }[]>(files, 'artifacts.json');
      expect(artifacts.map(({ digest }) => digest)).toEqual(expect.arrayContaining([DIGEST, NEXT]));
      const bodies = await api.sql<{ body: string }>(
        `SELECT body FROM verdict JOIN artifact ON artifact.id = artifact_id JOIN image ON image.id = image_id
         JOIN project ON project.id = project_id WHERE slug = 'shop' AND environment = 'prod'
         ORDER BY repository COLLATE "C", artifact.id, verdict.id`,
      );
      const verdicts = [...files].filter(([name]) => name.startsWith('verdicts/')).map(([, bytes]) => bytes.toString());
      expect(verdicts).toEqual(bodies.map(({ body }) => body));
      expect(manifest).toMatchObject({
        version: 2,
        project: 'shop',
        environment: 'prod',
        from: FROM,
        artifactCount: artifacts.length,
        verdictCount: verdicts.length,
        deploymentCount: 2,
        exportedBy: guardian.email,
      });
      const reports = [...files.keys()].filter((name) => name.startsWith('reports/'));
      expect(new Set(reports).size).toBe(reports.length);
      expect(files.get(`reports/${hash('sha256', REPORT)}.json`)?.equals(REPORT)).toBe(true);
      for (const { id } of artifacts) expect(parsed<object[]>(files, `scans/${id}.json`).length).toBeGreaterThan(0);
      expect(parsed<object[]>(files, 'deployments.json')).toMatchObject([
        { digest: DIGEST, isFromBefore: true, endedAt: expect.any(String) },
        { digest: NEXT, isFromBefore: false, endedAt: null },
      ]);
      const active = await api.read<{ version: string; source: string }>('/api/v1/policy');
      expect(parsed<object[]>(files, 'policies.json')).toMatchObject([{ version: active.version }]);
      expect(files.get(`policies/${active.version.replace('sha256:', '')}.yml`)?.toString()).toBe(active.source);
    });

    it('has the audit log say who took it, and the part of that log that is about the project, with the heads of its chain', async () => {
      const files = await filesOf(await takeProd());
      const [event] = await eventsOf(api, 'shop');
      expect(event).toMatchObject({
        action: 'evidence.exported',
        actor: { name: guardian.email },
        target: { kind: 'project' },
        after: { project: 'shop', environment: 'prod', from: FROM },
      });
      const lines = [...files].flatMap(([name, bytes]) =>
        /^audit\/\d+\.jsonl$/.test(name) ? bytes.toString().trimEnd().split('\n') : [],
      );
      type Line = { audit: { sequence: number }; event: { action: string; after: { project?: string } | null } };
      const events = lines.map((line) => JSON.parse(line) as Line);
      const actions = events.map(({ event: { action } }) => action);
      expect(actions).toEqual(expect.arrayContaining(['report.received', 'deployment.recorded', 'policy.activated']));
      expect(events.filter(({ event: { after } }) => after?.project === 'other')).toEqual([]);
      const [{ count }] = (await api.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM audit_event WHERE action = 'report.received' AND body::jsonb #>> '{after,project}' = 'other'`,
      )) as [{ count: number }];
      expect(count).toBeGreaterThan(0);
      const heads = parsed<{ before: null; last: { hash: string }; now: { sequence: number } }>(
        files,
        'audit/chain.json',
      );
      expect(heads).toMatchObject({ before: null, last: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
      expect(heads.now.sequence).toBeGreaterThanOrEqual(Math.max(...events.map(({ audit }) => audit.sequence)));
    });

    it('says what it lacks', async () => {
      const sentencesOf = async (parameters: string, as?: Caller): Promise<string> => {
        const { manifest, faults } = await verify(await takeProd(as, parameters));
        expect(faults).toEqual([]);
        return manifest?.leftOut.join('\n') ?? '';
      };
      const forAll = await sentencesOf(`?environment=prod&from=2020-01-01&to=2098-01-01`);
      expect(forAll).toContain('the requested end, 2098-01-01T00:00:00.000Z, was in the future');
      expect(forAll).toContain('Which policy was active before');
      expect(await sentencesOf(`?environment=prod&from=${FROM}`, ofShop)).toContain('audit:read');
      // The one that ran then was judged for nothing yet.
      const then = await sentencesOf(`?environment=prod&from=${inDays(-50)}&to=${inDays(-40)}`);
      expect(then).toContain('Verdicts of 1 artifact that ran in prod: none was given before the span ended.');
      expect(then).toContain('Which policy was active before');
    });

    it('is nothing for those who cannot export, and not there for people of other projects', async () => {
      const [other] = await api.sql<{ id: number }>(`SELECT id FROM project WHERE slug = 'other'`);
      const stranger = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: other?.id ?? 0 }] });
      const told = async (answer: Response) => {
        const { status, code, title } = await problemOf(answer);
        return { status, code, title };
      };
      for (const path of ['', '/contents']) {
        const parameters = `${path}?environment=prod&from=${FROM}`;
        expect((await problemOf(await askOf('shop', parameters, developer))).code).toBe('forbidden');
        const foreign = await told(await askOf('shop', parameters, stranger));
        expect(foreign).toMatchObject({ status: 404, code: 'project_not_found' });
        expect(foreign).toEqual(await told(await askOf('absent', parameters, stranger)));
      }
      // Their own has nothing of ours, not even a count.
      const path = await keep(await askOf('other', `?environment=prod&from=${FROM}`, stranger));
      expect((await verify(path)).manifest).toMatchObject({ artifactCount: 1, deploymentCount: 0 });
      expect(readFileSync(path).includes(NEXT)).toBe(false);
      expect(readFileSync(path).includes('shop')).toBe(false);
    });

    it.each([
      ['an environment that was never heard of', '?environment=prdo&from=2026-01-01', 404, 'environment_not_found'],
      ['a span that begins in the future', '?environment=prod&from=2098-01-01', 400, 'invalid_input'],
      ['a span that ends before it begins', '?environment=prod&from=2026-02-01&to=2026-01-01', 400, 'invalid_input'],
      ['no start', '?environment=prod', 400, 'invalid_input'],
    ])('is refused for %s', async (_, parameters, status, code) => {
      const problem = await problemOf(await askOf('shop', parameters));
      expect({ status: problem.status, code: problem.code }).toEqual({ status, code });
    });

    describe('does not pass', () => {
      let whole: Buffer;
      /** Header and content of each file, in their order. */
      let entries: { name: string; bytes: Buffer }[];
      const end = Buffer.alloc(1024);

      beforeAll(async () => {
        whole = readFileSync(await takeProd());
        entries = [];
        for (let at = 0; whole[at] !== 0;) {
          const size = Number.parseInt(whole.toString('latin1', at + 124, at + 136), 8);
          const next = at + 512 + Math.ceil(size / 512) * 512;
          entries.push({
            name: whole.toString('latin1', at, at + 100).replace(/\0.*$/s, ''),
            bytes: whole.subarray(at, next),
          });
          at = next;
        }
      });

      const faultsOf = async (...pieces: Uint8Array[]): Promise<readonly string[]> => {
        const path = join(folder, 'changed.tar');
        writeFileSync(path, Buffer.concat(pieces));
        return (await verify(path)).faults;
      };

      const bytesOf = (name: string): Buffer => entries.find((entry) => entry.name === name)?.bytes ?? Buffer.of();

      it('only where it was changed: put together again it passes', async () => {
        expect(await faultsOf(...entries.map(({ bytes }) => bytes), end)).toEqual([]);
      });

      it.each(['environment.json', 'artifacts.json', 'deployments.json', 'policies.json', 'audit/chain.json'])(
        'without %s',
        async (left) => {
          const others = entries.filter(({ name }) => name !== left).map(({ bytes }) => bytes);
          expect(others).toHaveLength(entries.length - 1);
          expect(await faultsOf(...others, end)).toEqual([`${left} is missing.`]);
        },
      );

      it('with a file that was added, at the start or after its end', async () => {
        const added = bytesOf('README.txt');
        const all = entries.map(({ bytes }) => bytes);
        expect(await faultsOf(added, ...all, end)).toEqual(['README.txt is there twice.']);
        expect(await faultsOf(...all, added, end)).not.toEqual([]);
        expect(await faultsOf(...all, end, added, end)).toEqual(['There are bytes after the end of the archive.']);
      });

      it('with a report, or another file, that was changed', async () => {
        for (const { name, bytes } of entries.slice(0, -2)) {
          const changed = Buffer.from(bytes);
          changed[512] = (changed[512] ?? 0) ^ 1;
          const pieces = entries.map((entry) => (entry.name === name ? changed : entry.bytes));
          expect(await faultsOf(...pieces, end)).toEqual([`${name} was changed.`]);
        }
      });

      it('with files in another order, or after the manifest', async () => {
        const all = entries.map(({ bytes }) => bytes);
        const [first, second, ...rest] = all;
        expect(await faultsOf(second!, first!, ...rest, end)).toEqual([
          'environment.json is not where it was signed: the files are in another order.',
        ]);
        expect(await faultsOf(...all.slice(0, -3), ...all.slice(-2), all.at(-3)!, end)).toEqual([
          'manifest.json and manifest.dsse.json are not at the end.',
        ]);
      });

      it.each([0.2, 0.6, 0.95])('where it was cut off after a share of %d', async (share) => {
        expect(await faultsOf(whole.subarray(0, Math.floor(whole.length * share)))).not.toEqual([]);
      });

      it('with the manifest of another archive', async () => {
        const other = readFileSync(await takeProd(ofShop));
        const at = other.indexOf('manifest.json\0');
        expect(await faultsOf(...entries.slice(0, -2).map(({ bytes }) => bytes), other.subarray(at))).not.toEqual([]);
      });
    });

    it('has each verdict evaluated again without the server, to the same bytes', async () => {
      for (const path of [await takeProd(), await take()]) {
        const { checked, verdicts } = await replayEvidence(path, keyFile);
        expect(checked.faults).toEqual([]);
        expect(verdicts.length).toBeGreaterThan(2);
        expect(verdicts.map(({ replay }) => replay)).toEqual(verdicts.map(() => ({ outcome: 'same' })));
      }
    });

    /** What a server would send that says something else than it rests on: signed, and by the key that is named. */
    async function signedAgain(change: (files: Map<string, Buffer>) => void): Promise<{ path: string; key: string }> {
      const whole = await takeProd();
      const { manifest } = await verify(whole);
      const files = await filesOf(whole);
      files.delete('manifest.json');
      files.delete('manifest.dsse.json');
      change(files);
      const key = evidenceKeyOf(Buffer.alloc(32, 9));
      const tar = async function* (): AsyncGenerator<TarFile> {
        for (const [name, bytes] of files) yield { name, at: new Date(0), sizeBytes: bytes.length, bytes };
      };
      const pieces = evidenceArchive(tar(), (list) => ({ ...(manifest as EvidenceManifest), files: list }), key);
      const paths = { path: join(folder, 'again.tar'), key: join(folder, 'again.pem') };
      writeFileSync(paths.path, await bufferOf(pieces));
      writeFileSync(paths.key, createPublicKey(key).export({ type: 'spki', format: 'pem' }));
      return paths;
    }

    const outcomesOf = async ({ path, key }: { path: string; key: string }): Promise<Record<string, number>> => {
      const { checked, verdicts } = await replayEvidence(path, key);
      expect(checked.faults).toEqual([]);
      const counts: Record<string, number> = { same: 0, different: 0, unchecked: 0 };
      for (const { replay } of verdicts) counts[replay.outcome] = (counts[replay.outcome] ?? 0) + 1;
      return counts;
    };

    it('shows by that a verdict that its evidence does not give, and says what it cannot know', async () => {
      const forged = await signedAgain((files) => {
        const [name, bytes] = [...files].find(([file]) => file.startsWith('verdicts/')) ?? ['', Buffer.of()];
        files.set(name, Buffer.from(bytes.toString().replace('"outcome":"fail"', '"outcome":"pass"')));
      });
      expect(await outcomesOf(forged)).toMatchObject({ different: 1, unchecked: 0 });
      const report = `reports/${hash('sha256', OTHER_REPORT)}.json`;
      const without = await outcomesOf(await signedAgain((files) => void files.delete(report)));
      expect(without).toMatchObject({ different: 0 });
      expect(without['unchecked']).toBeGreaterThan(0);
    });

    it('comes by the command line, and asks for what it needs', async () => {
      const server = { url: api.url, token: api.token, project: 'shop' };
      const out = join(folder, 'prod.tar');
      const { sizeBytes } = await exportEnvironment(server, { environment: 'prod', from: FROM, out });
      expect(sizeBytes).toBeGreaterThan(REPORT.length);
      expect((await verify(out)).faults).toEqual([]);
      await expect(exportEnvironment(server, { environment: 'prod' })).rejects.toThrow('--environment and --from');
      await expect(exportEnvironment(server, { environment: 'prdo', from: FROM, out })).rejects.toThrow(
        'There is no environment prdo',
      );
    });

    it('is described before it is taken', async () => {
      const path = `/api/v1/projects/shop/evidence/contents?environment=prod&from=${FROM}`;
      const described = (await (await api.call('GET', path, { as: guardian })).json()) as EnvironmentEvidence;
      expectContract('environmentEvidenceDescribe', 200, described);
      const { manifest } = await verify(await takeProd());
      const { artifactCount, verdictCount, deploymentCount, artifacts } = described;
      expect(manifest).toMatchObject({ artifactCount, verdictCount, deploymentCount });
      expect(artifacts).toHaveLength(artifactCount);
      expect(manifest?.leftOut).toEqual(described.leftOut);
    });

    it('is refused where there is too much, with a span that fits', async () => {
      // One an hour, in an environment of its own.
      await api.sql(
        `INSERT INTO deployment (image_id, artifact_id, environment, source, recorded_at, recorded_by_kind, recorded_by_id, recorded_by,
           verdict_id, outcome, ended_at)
         SELECT image_id, id, 'many', repeat('a spec ', 150), at, 'system', '', 'a spec', 'v_0', 'pass', at
         FROM artifact, generate_series(now() - interval '20001 hours', now(), interval '1 hour') AS at WHERE id = $1`,
        [Number(artifactId)],
      );
      const problem = await problemOf(await askOf('shop', '?environment=many&from=2024-01-01'));
      expect(problem).toMatchObject({ status: 422, code: 'environment_evidence_too_large' });
      expect(problem.detail).toContain('20000 artifacts, verdicts, deployments and reports together');
      const [, to = ''] = /The span from 2024-01-01T00:00:00.000Z to (\S+) fits/.exec(problem.detail) ?? [];
      const { manifest } = await verify(await takeProd(guardian, `?environment=many&from=2024-01-01&to=${to}`));
      expect(manifest).toMatchObject({ to, deploymentCount: expect.any(Number) });
      expect(manifest?.leftOut.join()).toMatch(/The verdicts that \d{4} deployments name: they are not stored/);

      // More than connections hold that are not read: two at once, and a turn is free again when its reader has gone.
      const asked = `?environment=many&from=2024-01-01&to=${to}`;
      const noted = (): Promise<object[]> => api.sql(`SELECT FROM audit_event WHERE action = 'evidence.exported'`);
      const open = async (): Promise<IncomingMessage> => {
        const sending = request(`${api.url}/api/v1/projects/shop/evidence${asked}`, {
          headers: { Cookie: guardian.cookie },
          agent: false,
        });
        const answered = once(sending.end(), 'response');
        return ((await answered) as [IncomingMessage])[0];
      };
      const unread = [await open(), await open()];
      const before = await noted();
      const refused = await askOf('shop', asked);
      expect(refused.headers.get('retry-after')).toBe('30');
      expect((await problemOf(refused)).code).toBe('too_many_exports');
      expect(await noted()).toHaveLength(before.length);
      for (const answer of unread) answer.destroy();
      const again = await eventually(open, (answer) => {
        answer.destroy();
        return answer.statusCode !== 429;
      });
      expect(again.statusCode).toBe(200);
    });
  });
});
