// What somebody attaches who can push to the registry, and what a registry does that fails.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { anOpenVex } from '../../../test/factories/open-vex.js';
import { attestedVex } from '../../../test/factories/attested-vex.js';
import { MemoryRegistry } from '../../../test/factories/memory-registry.js';
import { fingerprintOf } from '../../core/signatures/key-fingerprint.js';
import { ExitCode } from '../exit-code.js';
import { Registry } from '../registry/registry.js';
import { type AttachedVex, fetchAttachedVex } from './attached-vex.js';
import { gate, type Streams } from './gate.js';
import type { GateOptions } from './gate.command.js';

const acme = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const mallory = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const OPENVEX_TYPE = 'application/vnd.openvex+json';
const OPENVEX_PREDICATE = 'https://openvex.dev/ns/v0.2.0';
const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';

describe('VEX documents that are attached to an image', () => {
  const registry = new MemoryRegistry();
  let serial = 0;
  let repository: string;
  let folder: string;
  let digest: string;

  beforeAll(async () => {
    repository = await registry.start();
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-attached-'));
    await writeFile(join(folder, 'acme.pub'), acme.publicKey.export({ type: 'spki', format: 'pem' }));
  });

  afterAll(async () => {
    registry.stop();
    await rm(folder, { recursive: true });
  });

  beforeEach(() => {
    serial += 1;
    digest = registry.image(`image ${serial}`);
  });

  const environment = (): NodeJS.ProcessEnv => ({ DOCKER_CONFIG: folder, RETRY_UNIT: '1' });
  const fetched = (): Promise<AttachedVex> =>
    fetchAttachedVex(new Registry(repository, environment()), digest, [acme.publicKey]);
  const plain = (document: object = anOpenVex()): string =>
    registry.attachFiles(digest, OPENVEX_TYPE, [{ type: OPENVEX_TYPE, text: JSON.stringify(document) }]);
  const bundled = (key = acme.privateKey, about = digest) =>
    registry.attach(digest, { predicateType: OPENVEX_PREDICATE, predicate: anOpenVex(), key, about });

  it('are found as cosign and oras attach them, with who signed them', async () => {
    plain();
    bundled();
    registry.attachFiles(digest, 'application/vnd.acme.vex', [{ type: 'application/csaf+json', text: '{}' }]);
    const envelope = attestedVex(anOpenVex(), { key: acme.privateKey, digests: [digest] });
    const layer = { mediaType: ENVELOPE, digest: registry.put(ENVELOPE, envelope), size: envelope.length };
    const sbom = { ...layer, annotations: { predicateType: 'https://spdx.dev/Document' } };
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const content = {
      schemaVersion: 2,
      layers: [{ ...layer, annotations: { predicateType: OPENVEX_PREDICATE } }, sbom],
    };
    registry.tag(`${digest.replace(':', '-')}.att`, registry.put(type, content));
    const { documents, refused } = await fetched();
    expect(refused).toEqual([]);
    expect(documents.map(({ vex }) => vex.content.attestation).toSorted()).toEqual([
      { subjects: [digest], signedBy: [fingerprintOf(acme.publicKey)] },
      { subjects: [digest], signedBy: [fingerprintOf(acme.publicKey)] },
      null,
    ]);
    expect(documents.every(({ path, vex }) => path === `attached ${vex.document.slice(0, 19)}`)).toBe(true);
  });

  it('are not other things that are attached, nor SBOMs without an analysis', async () => {
    registry.attach(digest, { predicateType: 'https://slsa.dev/provenance/v1', key: acme.privateKey });
    const predicate = { bomFormat: 'CycloneDX', specVersion: '1.6' };
    registry.attach(digest, { predicateType: 'https://cyclonedx.org/bom', predicate, key: acme.privateKey });
    registry.attachFiles(digest, 'application/vnd.acme.help+text', [{ type: 'text/plain', text: 'help' }]);
    expect(await fetched()).toEqual({ documents: [], refused: [] });
  });

  it('are refused one by one where they are crooked, each with why', async () => {
    plain();
    const tooLarge = registry.image('too large');
    registry.attachFiles(digest, OPENVEX_TYPE, [{ type: OPENVEX_TYPE, text: '{"statements": 1}' }]);
    registry.remove(bundled().bundle);
    const elsewhere = registry.attachFiles(tooLarge, OPENVEX_TYPE, [{ type: OPENVEX_TYPE, text: '{}' }]);
    registry.refer(digest, { digest: elsewhere, artifactType: OPENVEX_TYPE });
    registry.refer(digest, { digest: `sha256:${'9'.repeat(64)}`, artifactType: OPENVEX_TYPE });
    const layer = { mediaType: OPENVEX_TYPE, digest: `sha256:${'8'.repeat(64)}`, size: 17 * 1024 * 1024 };
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const content = { schemaVersion: 2, artifactType: OPENVEX_TYPE, layers: [layer], subject: { digest } };
    registry.refer(digest, { digest: registry.put(type, content), artifactType: OPENVEX_TYPE });
    const { documents, refused } = await fetched();
    expect(documents).toHaveLength(1);
    expect(refused.map(({ reason }) => reason.replaceAll(/[0-9a-f]{64}/g, '…')).toSorted()).toEqual([
      'it has more than 16 MiB',
      'it names sha256:… as its subject',
      'the registry lacks sha256:…',
      'the registry lacks sha256:…',
      'this is none of the formats of VEX that are read: OpenVEX, CycloneDX in JSON or XML, CSAF of the category csaf_vex',
    ]);
  });

  it('are not more than can be looked at, and then none is taken', async () => {
    for (let count = 0; count <= 100; count += 1) plain();
    await expect(fetched()).rejects.toMatchObject({
      exitCode: ExitCode.failedToRun,
      message: expect.stringContaining('101 attachments that may be VEX documents, and at most 100 are read') as string,
    });
  });

  it('are not known of an image that the registry does not have, nor from one that fails', async () => {
    digest = `sha256:${'7'.repeat(64)}`;
    await expect(fetched()).rejects.toMatchObject({ exitCode: ExitCode.failedToRun });
    const broken = createServer((_, response) => response.writeHead(500).end()).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const host = `127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const failing = fetchAttachedVex(new Registry(`${host}/acme/api`, environment()), digest, []);
    await expect(failing).rejects.toMatchObject({ name: 'RegistryError' });
    broken.close();
  });

  describe('at the gate', () => {
    async function ask(from: string, ...vexKey: string[]) {
      const report = {
        bomFormat: 'CycloneDX',
        specVersion: '1.5',
        metadata: {
          timestamp: '2026-11-20T00:00:00Z',
          component: { type: 'container', name: `${repository}@${digest}` },
        },
        components: [{ 'bom-ref': 'a', type: 'library', name: 'alpha', version: '1.0.0', purl: 'pkg:npm/alpha@1.0.0' }],
        vulnerabilities: [{ id: 'CVE-2026-0001', ratings: [{ severity: 'critical' }], affects: [{ ref: 'a' }] }],
      };
      const policy = `version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0}, evidence: {vexFrom: [${from}]}}\n`;
      await writeFile(join(folder, 'report.json'), JSON.stringify(report));
      await writeFile(join(folder, 'policy.yml'), policy);
      const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
      const options: GateOptions = {
        environment: ['prod'],
        policy: join(folder, 'policy.yml'),
        vex: ['oci'],
        vexKey,
        output: 'table',
        limit: 25,
        verbose: false,
        color: false,
      };
      const now = new Date('2026-11-21T00:00:00Z');
      const code = await gate(
        [join(folder, 'report.json')],
        options,
        streams as unknown as Streams,
        now,
        environment(),
      );
      const said = (stream: PassThrough): string => String(stream.read() ?? '');
      return { code, stdout: said(streams.stdout), stderr: said(streams.stderr) };
    }

    it('count by their key, of this image', async () => {
      const key = `'key:${fingerprintOf(acme.publicKey)}'`;
      const none = await ask(key, join(folder, 'acme.pub'));
      expect(none.code).toBe(ExitCode.fail);
      expect(none.stderr).toContain(`no VEX documents are attached to ${repository}@${digest}.`);
      bundled(mallory.privateKey);
      bundled(acme.privateKey, `sha256:${'e'.repeat(64)}`);
      plain();
      expect((await ask(key, join(folder, 'acme.pub'))).code).toBe(ExitCode.fail);
      bundled();
      const passed = await ask(key, join(folder, 'acme.pub'));
      expect(passed.code).toBe(ExitCode.pass);
      expect(passed.stdout).toContain('1 finding does not count against prod; 1 of them excluded by VEX.');
      expect(passed.stderr).toMatch(/attached sha256:[0-9a-f]{12}: prod: 1 of 1 statement applied to 1 finding\./);
      expect((await ask(key)).code).toBe(ExitCode.fail);
      expect((await ask("'author:Acme'")).code).toBe(ExitCode.pass);
      plain(
        anOpenVex(
          {},
          {
            timestamp: '2026-11-02T00:00:00Z',
            statements: [
              { vulnerability: { name: 'CVE-2026-0001' }, products: [{ '@id': 'pkg:npm/alpha' }], status: 'affected' },
            ],
          },
        ),
      );
      expect((await ask("'author:Acme'")).code).toBe(ExitCode.fail);
    });
  });
});
