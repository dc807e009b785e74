import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { IDENTITY, ISSUER, KeylessSigner, type Signing } from '../../../test/factories/keyless-signer.js';
import { anOpenVex } from '../../../test/factories/open-vex.js';
import { ExitCode } from '../exit-code.js';
import { gate, type Streams } from './gate.js';
import type { GateOptions } from './gate.command.js';

const DIGEST = `sha256:${'d'.repeat(64)}`;
const SIGNER = `signer:${IDENTITY} issuer:${ISSUER}`;

const REPORT = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  metadata: { timestamp: '2026-11-20T00:00:00Z', component: { type: 'container', name: `ghcr.io/acme/api@${DIGEST}` } },
  components: [{ 'bom-ref': 'a', type: 'library', name: 'alpha', version: '1.0.0', purl: 'pkg:npm/alpha@1.0.0' }],
  vulnerabilities: [{ id: 'CVE-2026-0001', ratings: [{ severity: 'critical' }], affects: [{ ref: 'a' }] }],
};

const statement = (digest = DIGEST): string =>
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: 'https://openvex.dev/ns/v0.2.0',
    subject: [{ name: 'ghcr.io/acme/api', digest: { sha256: digest.slice(7) } }],
    predicate: anOpenVex(),
  });

/** Anybody can write an author and sign as themselves: what clears is the identity that the policy names, vouched for by a root that the command was given. */
describe('VEX documents that are signed without a key', () => {
  const sigstore = new KeylessSigner();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vex-signer-'));
    await writeFile(join(folder, 'report.json'), JSON.stringify(REPORT));
    await writeFile(join(folder, 'root.json'), await sigstore.trustedRoot());
    await writeFile(join(folder, 'other-root.json'), await new KeylessSigner().trustedRoot());
  });

  afterAll(() => rm(folder, { recursive: true }));

  interface Asked {
    readonly from?: string;
    readonly root?: string | null;
  }

  async function ask(bundle: Buffer | string, { from = `'${SIGNER}'`, root = 'root.json' }: Asked = {}) {
    const policy = `version: 1
environments:
  prod: {vulnerabilities: {critical: 0}, evidence: {vexFrom: [${from}], require: [vulnerabilities], missingData: accept}}
`;
    await writeFile(join(folder, 'policy.yml'), policy);
    await writeFile(join(folder, 'vex.json'), bundle);
    const streams = { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough() };
    const options: GateOptions = {
      environment: ['prod'],
      policy: join(folder, 'policy.yml'),
      vex: [join(folder, 'vex.json')],
      ...(root === null ? {} : { vexTrustedRoot: join(folder, root) }),
      output: 'table',
      limit: 25,
      verbose: false,
      color: false,
    };
    const at = new Date('2026-12-21T00:00:00Z');
    const code = await gate([join(folder, 'report.json')], options, streams as unknown as Streams, at, {});
    return { code, stderr: String(streams.stderr.read() ?? '') };
  }

  const signed = (signing: Signing = {}, payload = statement()) => sigstore.sign(payload, signing);

  it('count by the identity and the issuer that the policy names', async () => {
    expect((await ask(await signed())).code).toBe(ExitCode.pass);
    expect((await ask(await signed(), { from: `'key:sha256:${'0'.repeat(64)}', '${SIGNER}'` })).code).toBe(
      ExitCode.pass,
    );
  });

  it.each<[string, Signing]>([
    ['identity', { identity: 'https://github.com/mallory/api/.github/workflows/ship.yml@refs/heads/main' }],
    ['issuer', { issuer: 'https://mallory.example' }],
    ['identity that holds the issuer', { identity: `${IDENTITY}${encodeURI(' issuer:')}${ISSUER}` }],
  ])('count for nothing by another %s, which is said', async (_, signing) => {
    const { code, stderr } = await ask(await signed(signing));
    expect(code).toBe(ExitCode.fail);
    expect(stderr).toContain('signed with keys or by signers that it names, and this one is signed by');
  });

  it('count for nothing where the policy names a pattern: it is an exact name', async () => {
    const from = `'signer:https://github.com/acme/* issuer:${ISSUER}'`;
    expect((await ask(await signed(), { from })).code).toBe(ExitCode.fail);
  });

  it('count for nothing where no root was given', async () => {
    const { code, stderr } = await ask(await signed(), { root: null });
    expect(code).toBe(ExitCode.fail);
    expect(stderr).toContain('not signed with a public key or under a trusted root that was given');
  });

  it('say nothing of another artifact', async () => {
    const other = await signed({}, statement(`sha256:${'e'.repeat(64)}`));
    expect((await ask(other)).code).toBe(ExitCode.fail);
  });

  it.each<[string, () => Promise<Buffer>]>([
    ['another authority', () => new KeylessSigner().sign(statement())],
    ['a certificate that was over', () => signed({ issuedAt: new Date('2020-06-01T00:00:00Z') })],
    ['no log', () => signed({ isLogged: false })],
    ['a log of something else', () => signed({ loggedPayload: statement(`sha256:${'e'.repeat(64)}`) })],
  ])('are refused with %s', async (_, sign) => {
    await expect(ask(await sign())).rejects.toMatchObject({
      exitCode: ExitCode.usage,
      message: expect.stringContaining('its signature does not count'),
    });
  });

  it('are refused where what is signed was changed', async () => {
    const bundle = JSON.parse((await signed({}, statement(`sha256:${'e'.repeat(64)}`))).toString()) as {
      dsseEnvelope: { payload: string };
    };
    bundle.dsseEnvelope.payload = Buffer.from(statement()).toString('base64');
    await expect(ask(JSON.stringify(bundle))).rejects.toMatchObject({ exitCode: ExitCode.usage });
  });

  it('cannot pass a statement beside the bundle off as signed', async () => {
    const bundle = JSON.parse((await signed({}, statement(`sha256:${'e'.repeat(64)}`))).toString()) as object;
    const beside = { ...(JSON.parse(statement()) as object), ...bundle };
    expect((await ask(JSON.stringify(beside))).code).toBe(ExitCode.fail);
  });

  it('need a file that is a trusted root', async () => {
    await expect(ask(await signed(), { root: 'report.json' })).rejects.toMatchObject({ exitCode: ExitCode.usage });
    await expect(ask(await signed(), { root: 'other-root.json' })).rejects.toMatchObject({ exitCode: ExitCode.usage });
  });
});
