import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { ExitCode } from '../exit-code.js';
import { gate, type Streams } from './gate.js';
import type { GateOptions } from './gate.command.js';

const SERIAL = '3e671687-395b-41f5-a30f-a58921a69b79';
const IMAGE = `ghcr.io/acme/api@sha256:${'d'.repeat(64)}`;
const ALPHA = { 'bom-ref': 'c1', type: 'library', name: 'alpha', version: '1.0.0', purl: 'pkg:npm/alpha@1.0.0' };

const bom = (more: object) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: `urn:uuid:${SERIAL}`,
  metadata: { timestamp: '2026-11-20T00:00:00Z', component: { type: 'container', name: IMAGE } },
  components: [ALPHA],
  ...more,
});
const by = (tool: string) => ({ ...bom({}).metadata, tools: [{ vendor: 'acme', name: tool, version: '1' }] });
const SCAN = bom({
  serialNumber: undefined,
  metadata: by('acme-scan'),
  vulnerabilities: [{ id: 'CVE-2026-0001', ratings: [{ severity: 'critical' }], affects: [{ ref: 'c1' }] }],
});
const VEX = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { timestamp: '2026-11-20T00:00:00Z', authors: [{ name: 'Acme' }] },
  vulnerabilities: [
    { id: 'CVE-2026-0001', analysis: { state: 'not_affected' }, affects: [{ ref: `urn:cdx:${SERIAL}/2#c1` }] },
  ],
};
const POLICY = `version: 1
environments:
  prod: {vulnerabilities: {critical: 0}, evidence: {vexFrom: ["author:Acme"], require: [vulnerabilities], missingData: accept}}
`;

/** What a link means is told by a BOM that is evidence for the artifact, and by nothing else. */
describe('VEX documents that link to a BOM', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'linked-boms-'));
    await writeFile(join(folder, 'policy.yml'), POLICY);
    await writeFile(join(folder, 'scan.json'), JSON.stringify(SCAN));
    await writeFile(join(folder, 'vex.json'), JSON.stringify(VEX));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function ask(reports: readonly string[], stdin: Readable = Readable.from([])) {
    const streams = { stdin, stdout: new PassThrough(), stderr: new PassThrough() };
    const options: GateOptions = {
      environment: ['prod'],
      policy: join(folder, 'policy.yml'),
      vex: [join(folder, 'vex.json')],
      output: 'table',
      limit: 25,
      verbose: false,
      color: false,
    };
    const paths = ['scan.json', ...reports].map((name) => (name === '-' ? name : join(folder, name)));
    const code = await gate(paths, options, streams as unknown as Streams, new Date('2026-11-21T00:00:00Z'), {});
    return { code, stderr: String(streams.stderr.read() ?? '') };
  }

  const write = (name: string, content: object, pack = (text: string): string | Buffer => text) =>
    writeFile(join(folder, name), pack(JSON.stringify(content)));

  it('are on its component where it is among the reports in that version, compressed or not', async () => {
    await write('sbom.json', bom({ version: 2, metadata: by('acme-sbom') }));
    expect((await ask(['sbom.json'])).code).toBe(ExitCode.pass);
    await write('sbom.json.gz', bom({ version: 2, metadata: by('acme-sbom') }), gzipSync);
    expect((await ask(['sbom.json.gz'])).code).toBe(ExitCode.pass);
  });

  it('are on nothing where it is not, or is in another version, and say so', async () => {
    const none = await ask([]);
    expect(none.code).toBe(ExitCode.fail);
    expect(none.stderr).toContain(
      `It links to a BOM that is not here, or is here in another version: urn:cdx:${SERIAL}/2#c1`,
    );
    await write('first.json', bom({ version: 1, metadata: by('acme-sbom') }));
    expect((await ask(['first.json'])).code).toBe(ExitCode.fail);
  });

  it('are on nothing where two BOMs of the name differ', async () => {
    await write('sbom.json', bom({ version: 2, metadata: by('acme-sbom') }));
    const beta = { ...ALPHA, name: 'beta', purl: 'pkg:npm/beta@1.0.0' };
    await write(
      'other.json',
      bom({ version: 2, metadata: by('other-sbom'), components: [ALPHA, { ...beta, 'bom-ref': 'c2' }] }),
    );
    expect((await ask(['sbom.json', 'other.json'])).code).toBe(ExitCode.pass);
    await write('other.json', bom({ version: 2, metadata: by('other-sbom'), components: [beta] }));
    expect((await ask(['sbom.json', 'other.json'])).code).toBe(ExitCode.fail);
  });

  it('are on nothing where a newer BOM of the same tool has replaced it, or it cannot be read again', async () => {
    await write('old.json', bom({ version: 2, metadata: { ...by('acme-sbom'), timestamp: '2026-11-19T00:00:00Z' } }));
    await write('new.json', bom({ version: 3, metadata: by('acme-sbom') }));
    expect((await ask(['old.json', 'new.json'])).code).toBe(ExitCode.fail);
    const text = JSON.stringify(bom({ version: 2, metadata: by('acme-sbom') }));
    const piped = await ask(['-'], Readable.from([Buffer.from(text)]));
    expect(piped.code).toBe(ExitCode.fail);
    expect(piped.stderr).toContain(
      'standard input: VEX documents cannot link to it: standard input is read only once.',
    );
  });
});
