import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { interruptedScript } from './lib/shipping-tools.mjs';
import { digestOf, Yard } from './lib/shipping-yard.mjs';
import { requireTools } from './lib/tools.mjs';

const VERDICT = 'https://plimsoll.dev/verdict/v1';
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';
/** All that an artifact of this policy carries. */
const TYPES = [
  'https://cyclonedx.org/bom',
  'https://plimsoll.dev/verdict/v1',
  'https://plimsoll.dev/verdict/v1',
  'https://sigstore.dev/cosign/sign/v1',
  'https://slsa.dev/provenance/v1',
  'https://spdx.dev/Document',
];

describe('registry-setup.sh', () => {
  /** @type {Yard} */
  let yard;
  /** @type {{ good: string, plain: string, half: string }} by digest */
  let pushed;

  before(async () => {
    await requireTools(['cosign', 'docker-registry', 'trivy']);
    yard = await Yard.open('shipping');
    const good = await yard.image('good');
    await yard.scan(good);
    const plain = await yard.image('plain');
    const half = await yard.image('half');
    await yard.scan(half);
    pushed = { good: await yard.push(good), plain: await yard.push(plain), half: await yard.push(half) };
  });
  after(() => yard?.close());

  /** @param {string} tag */
  const reportOf = (tag) => ['--report', join('reports', yard.name, tag)];

  /** @param {string} reference */
  async function typesOf(reference) {
    const attached = await yard.registry.attached(yard.name, digestOf(reference));
    return attached.map(({ manifest }) => manifest.annotations?.[PREDICATE_TYPE]).toSorted();
  }

  it('push prints the digest under which the registry has it', async () => {
    assert.match(pushed.good, new RegExp(`^${yard.registry.host}/${yard.name}@sha256:[0-9a-f]{64}$`));
    await yard.registry.manifest(yard.name, digestOf(pushed.good));
    assert.equal(await yard.push(`${yard.name}:good`), pushed.good);
  });

  it('does not sign a verdict about another image', async () => {
    const { code, stderr } = await yard.setup(['sign', pushed.plain, ...reportOf('latest')]);
    assert.equal(code, 4);
    assert.match(stderr, /is another image\. Scan what was pushed/);
    await yard.assertRefused(pushed.plain, /Unsigned/);
  });

  it('says that there is no scan, and how one gets it', async () => {
    const { code, stderr } = await yard.setup(['sign', pushed.plain]);
    assert.equal(code, 2);
    assert.match(stderr, /there is no scan in reports\/.*\/latest\. Scan the image first/);
  });

  it('changes nothing with --dry-run, whatever it is told to do', async () => {
    const before = await yard.registry.content();
    const login = { REGISTRY_USER: 'ada', REGISTRY_TOKEN: 'secret', DOCKER_CONFIG: join(yard.folder, 'none') };
    const asked = /** @type {const} */ ([
      [['push', `${yard.name}:good`, 'another/name'], {}, /would push .* to .*another\/name:pushed/],
      [['sign', pushed.half, ...reportOf('latest')], {}, /would sign .*would attest sbom\.cdx\.json/s],
      [['login'], login, /would log in to .* as ada/],
    ]);
    for (const [args, env, said] of asked) {
      const { code, stdout, stderr } = await yard.setup([...args, '--dry-run'], env);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, said);
    }
    assert.deepEqual(await yard.registry.content(), before);
    assert.notEqual((await outcomeOf('ls', [join(yard.folder, 'none')])).code, 0);
  });

  it('completes what was interrupted when it is called again', async () => {
    const args = ['sign', pushed.half, ...reportOf('latest')];
    const env = { ...process.env, ...yard.environment, PLIMSOLL_URL: '' };
    const { code, stderr } = await interruptedScript('registry-setup.sh', args, {
      cwd: yard.folder,
      env,
      until: /attesting/,
    });
    assert.equal(code, 130, stderr);
    assert.match(stderr, /interrupted; what was pushed or attached before stays; the same command again does the rest/);
    assert.ok((await typesOf(pushed.half)).length < TYPES.length);
    await yard.assertRefused(pushed.half, /is missing\./);
    await yard.must(args);
    assert.deepEqual(await typesOf(pushed.half), TYPES);
    await yard.must(['verify', pushed.half, 'prod']);
  });

  it('signs and attests once, so that cosign itself believes it, and does no more the second time', async () => {
    await yard.scan(`${yard.name}:good`);
    await yard.must(['sign', pushed.good, ...reportOf('latest')]);
    assert.deepEqual(await typesOf(pushed.good), TYPES);
    const cosign = ['--key', yard.publicKey('own'), '--insecure-ignore-tlog=true', '--allow-http-registry'];
    await outputOf('cosign', ['verify', ...cosign, pushed.good]);
    for (const type of [VERDICT, 'https://slsa.dev/provenance/v1', 'https://cyclonedx.org/bom']) {
      await outputOf('cosign', ['verify-attestation', ...cosign, '--type', type, pushed.good]);
    }
    const { stderr } = await yard.setup(['sign', pushed.good, ...reportOf('latest')]);
    assert.match(stderr, /is signed and attested already/);
    assert.deepEqual(await typesOf(pushed.good), TYPES);
  });

  it('promotes the very manifest that was verified, and a second time changes nothing', async () => {
    const before = await yard.registry.content();
    await yard.must(['promote', pushed.good, 'prod', '--dry-run']);
    assert.deepEqual(await yard.registry.content(), before);
    await yard.must(['promote', pushed.good, 'prod']);
    const { registry, name } = yard;
    assert.deepEqual(await registry.manifest(name, 'prod'), await registry.manifest(name, digestOf(pushed.good)));
    const after = await registry.content();
    assert.match(await yard.must(['promote', pushed.good, 'prod']), /already$/m);
    assert.deepEqual(await registry.content(), after);
  });

  it('says what is tagged for each environment, and whether it still may run there', async () => {
    assert.match(await yard.must(['status', yard.name]), /nothing is tagged .*:stage\n.*can run in prod/s);
    const stale = await yard.setup(['status', yard.name, '--max-age', '0m']);
    assert.equal(stale.code, 3);
    assert.match(stale.stdout, /cannot run in prod.* is stale/s);
  });

  it('is verified in the image of the API as well, by an account that may write nothing', async () => {
    const run = ['run', '--rm', '--read-only', '--network', 'host', '--cap-drop', 'ALL', '--entrypoint', 'plimsoll'];
    const key = ['--volume', `${yard.publicKey('own')}:/cosign.pub:ro`];
    const verify = ['plimsoll-backend:local', 'verify', pushed.good, '--environment', 'prod', '--key', '/cosign.pub'];
    const { code, stdout, stderr } = await outcomeOf('docker', [...run, ...key, ...verify]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /can run in prod/);
  });

  it('takes no tag for an artifact, no private key for a public one, and no two keys to sign with', async () => {
    assert.equal((await yard.setup(['verify', `${yard.name}:good`, 'prod'])).code, 2);
    assert.equal((await yard.setup(['promote', `${yard.name}:good`, 'prod'])).code, 2);
    const key = yard.privateKey('own');
    const { code, stderr } = await yard.setup(['verify', pushed.good, 'prod', '--key', key]);
    assert.equal(code, 2);
    assert.match(stderr, /holds no public key, but a private one/);
    for (const more of [['--key', key], ['--keyless']]) {
      assert.equal((await yard.setup(['sign', pushed.good, '--key', key, ...more])).code, 2);
    }
  });

  it('says that a registry does not answer', async () => {
    const nowhere = pushed.good.replace(yard.registry.host, '127.0.0.1:1');
    for (const args of [
      ['verify', nowhere, 'prod'],
      ['promote', nowhere, 'prod'],
      ['status', '127.0.0.1:1/x'],
    ]) {
      const { code, stderr } = await yard.setup(args);
      assert.equal(code, 4);
      assert.match(stderr, /the registry 127\.0\.0\.1:1 does not answer/);
    }
    const push = await yard.setup(['push', `${yard.name}:good`, '127.0.0.1:1/x']);
    yard.images.push('127.0.0.1:1/x:pushed');
    assert.equal(push.code, 4, 'a push that fails is no refusal');
    assert.match(push.stderr, /attempt 4 of 4.*cannot be pushed to 127\.0\.0\.1:1\/x:pushed/s);
  });

  it('says that a key cannot be used, and that a disk is full', async () => {
    const wrong = await yard.setup(['sign', pushed.good, ...reportOf('latest')], { COSIGN_PASSWORD: 'wrong' });
    assert.equal(wrong.code, 4);
    assert.match(wrong.stderr, /cannot be used\. Check its password in COSIGN_PASSWORD\./);
    const script = [join(root, 'scripts', 'registry-setup.sh'), 'sign', pushed.good, ...reportOf('latest')];
    // A limit on the size of files is as near to a full disk as everybody can come.
    const full = await outcomeOf(
      'bash',
      ['-c', 'ulimit -f 1; exec bash "$@"', 'bash', ...script, '--key', yard.privateKey('other')],
      {
        cwd: yard.folder,
        env: { ...process.env, ...yard.environment },
      },
    );
    assert.equal(full.code, 4, full.stderr);
    assert.match(full.stderr, /cannot be written \(EFBIG\)/);
  });

  it('asks for cosign 3 where there is an older one', async () => {
    const bin = join(yard.folder, 'old bin');
    await mkdir(bin);
    await writeFile(join(bin, 'cosign'), '#!/bin/sh\necho "GitVersion:    v2.6.1" >&2\n');
    await chmod(join(bin, 'cosign'), 0o755);
    const { code, stderr } = await yard.setup(['sign', pushed.good], { PATH: `${bin}:${process.env['PATH']}` });
    assert.equal(code, 4);
    assert.match(stderr, /cosign 3 or newer is needed, and this is 2\.6\.1/);
  });
});
