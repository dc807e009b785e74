import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { Registry } from './lib/shipping-registry.mjs';
import { buildImage, installPackages, makeFolder, removeFolder, removeImages, script } from './lib/shipping-tools.mjs';
import { requireTools } from './lib/tools.mjs';

/** @typedef {import('./lib/command.mjs').Outcome} Outcome */

const VERDICT = 'https://plimsoll.dev/verdict/v1';
const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';

const POLICY = `version: 1
environments:
  stage:
    vulnerabilities: { critical: 100, high: 100 }
  prod:
    vulnerabilities: { critical: 0, onlyFixable: true }
    evidence: { scanAge: 7d }
`;

describe('registry-setup.sh', () => {
  /** @type {string} */
  let folder;
  /** @type {Registry} */
  let registry;
  /** @type {{ good: string, bad: string, plain: string }} by digest */
  let pushed;
  const name = `plimsoll-test-shipping-${process.pid}`;
  const tags = ['good', 'bad', 'plain'].map((tag) => `${name}:${tag}`);

  before(async () => {
    await requireTools(['cosign', 'docker-registry', 'trivy', 'npm']);
    folder = await makeFolder();
    registry = await Registry.start(folder);
    await writeFile(join(folder, 'security-config.yml'), POLICY);
    for (const key of ['own', 'other']) await makeKey(key);
    await sample('good', {});
    await sample('bad', { lodash: '4.17.10' });
    await sample('plain', { isarray: '2.0.5' });
    const scanned = await script('security-scan.sh', ['--offline', '--quiet', `${name}:good`], { cwd: folder });
    assert.equal(scanned.code, 0, scanned.stdout + scanned.stderr);
    pushed = { good: await push('good'), bad: await push('bad'), plain: await push('plain') };
  });
  after(async () => {
    await registry?.stop();
    await removeImages([...tags, ...tags.map((tag) => `${registry.host}/${tag}`)]);
    await removeFolder(folder);
  });

  /** @param {string} key */
  async function makeKey(key) {
    await mkdir(join(folder, key));
    await outputOf('cosign', ['generate-key-pair'], {
      cwd: join(folder, key),
      env: { ...process.env, COSIGN_PASSWORD: '' },
    });
  }

  /**
   * @param {string} tag
   * @param {Record<string, string>} packages
   */
  async function sample(tag, packages) {
    const context = join(folder, `image ${tag}`);
    await mkdir(join(context, 'node_modules'), { recursive: true });
    await installPackages(context, packages);
    await writeFile(join(context, 'node_modules', 'name'), tag);
    await buildImage(`${name}:${tag}`, context, 'COPY node_modules /app/node_modules\nUSER 1001:1001');
  }

  /**
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   * @param {string} [input]
   * @returns {Promise<Outcome>}
   */
  function setup(args, env = {}, input = '') {
    const own = { REGISTRY: registry.host, COSIGN_KEY: join(folder, 'own', 'cosign.key'), COSIGN_PASSWORD: '' };
    const trust = { PLIMSOLL_VERIFY_KEY: join(folder, 'own', 'cosign.pub'), DOCKER_CONFIG: join(folder, 'docker') };
    return script('registry-setup.sh', args, { cwd: folder, env: { ...own, ...trust, ...env }, input });
  }

  /** @param {string} tag */
  async function push(tag) {
    const { code, stdout, stderr } = await setup(['push', `${name}:${tag}`]);
    assert.equal(code, 0, stderr);
    return stdout.trim();
  }

  /** @param {string} reference */
  const digestOf = (reference) => reference.slice(reference.indexOf('@') + 1);

  /** @param {string} tag */
  const reportOf = (tag) => ['--report', join('reports', name, tag)];

  /**
   * @param {string} reference
   * @param {RegExp} reason
   * @param {number} [expected]
   * @param {NodeJS.ProcessEnv} [env]
   */
  async function assertRefused(reference, reason, expected = 1, env = {}) {
    const { code, stdout, stderr } = await setup(['verify', reference, 'prod'], env);
    assert.match(stdout + stderr, reason);
    assert.equal(code, expected, stdout + stderr);
    const promoted = await setup(['promote', reference, 'prod'], env);
    assert.equal(promoted.code, expected);
    assert.match(promoted.stdout + promoted.stderr, reason);
  }

  it('push prints the digest under which the registry has it', async () => {
    assert.match(pushed.good, new RegExp(`^${registry.host}/${name}@sha256:[0-9a-f]{64}$`));
    await registry.manifest(name, digestOf(pushed.good));
    assert.equal((await setup(['push', `${name}:good`])).stdout.trim(), pushed.good);
  });

  it('refuses what is not signed', () => assertRefused(pushed.plain, /Unsigned: there is no signature/));

  it('does not sign a verdict about another image', async () => {
    const { code, stderr } = await setup(['sign', pushed.plain, ...reportOf('latest')]);
    assert.equal(code, 4);
    assert.match(stderr, /is another image\. Scan what was pushed/);
    await assertRefused(pushed.plain, /Unsigned/);
  });

  it('says with --dry-run what it would do, and does nothing', async () => {
    const { code, stderr } = await setup(['sign', pushed.good, ...reportOf('latest'), '--dry-run']);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /would sign .*would attest sbom\.cdx\.json/s);
    await assertRefused(pushed.good, /Unsigned/);
  });

  it('signs and attests once, so that cosign itself believes it, and does no more the second time', async () => {
    const first = await setup(['sign', pushed.good, ...reportOf('latest')]);
    assert.equal(first.code, 0, first.stderr);
    const attached = await registry.attached(name, digestOf(pushed.good));
    const types = attached
      .map(({ manifest }) => manifest.annotations?.['dev.sigstore.bundle.predicateType'])
      .toSorted();
    assert.deepEqual(
      types,
      [
        'https://cyclonedx.org/bom',
        VERDICT,
        VERDICT,
        SIGNATURE,
        'https://slsa.dev/provenance/v1',
        'https://spdx.dev/Document',
      ].toSorted(),
    );
    const cosign = ['--key', join(folder, 'own', 'cosign.pub'), '--insecure-ignore-tlog=true', '--allow-http-registry'];
    await outputOf('cosign', ['verify', ...cosign, pushed.good]);
    await outputOf('cosign', ['verify-attestation', ...cosign, '--type', VERDICT, pushed.good]);

    const second = await setup(['sign', pushed.good, ...reportOf('latest')]);
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stderr, /is signed and attested already/);
    assert.equal((await registry.attached(name, digestOf(pushed.good))).length, attached.length);
  });

  it('promotes the very manifest that was verified, and a second time changes nothing', async () => {
    const dry = await setup(['promote', pushed.good, 'prod', '--dry-run']);
    assert.equal(dry.code, 0, dry.stdout);
    await assert.rejects(registry.manifest(name, 'prod'), /404/);
    assert.equal((await setup(['promote', pushed.good, 'prod'])).code, 0);
    assert.deepEqual(await registry.manifest(name, 'prod'), await registry.manifest(name, digestOf(pushed.good)));
    assert.match((await setup(['promote', pushed.good, 'prod'])).stdout, /already$/m);
    const { code, stdout } = await setup(['status', name]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /nothing is tagged .*:stage\n.*may run in prod/s);
  });

  it('refuses a signature of another key', () =>
    assertRefused(pushed.good, /A signature is attached, but not of the key in/, 1, {
      PLIMSOLL_VERIFY_KEY: join(folder, 'other', 'cosign.pub'),
    }));

  it('refuses a failing verdict, and says what it said', async () => {
    const scanned = await script('security-scan.sh', ['--offline', '--quiet', `${name}:bad`], { cwd: folder });
    assert.equal(scanned.code, 1, scanned.stderr);
    assert.equal((await setup(['sign', pushed.bad, ...reportOf('latest')])).code, 0);
    await assertRefused(pushed.bad, /is fail for prod: .*critical/);
    assert.equal((await setup(['verify', pushed.bad, 'stage'])).code, 0);
  });

  it('refuses an attestation that was made for another digest', async () => {
    const own = await registry.attached(name, digestOf(pushed.bad));
    const passing = await Promise.all(
      (await registry.attached(name, digestOf(pushed.good)))
        .filter(({ manifest }) => manifest.annotations?.['dev.sigstore.bundle.predicateType'] === VERDICT)
        .map(({ manifest }) => registry.attachCopy(name, manifest, digestOf(pushed.bad))),
    );
    const others = own
      .filter(({ manifest }) => manifest.annotations?.['dev.sigstore.bundle.predicateType'] !== VERDICT)
      .map(({ descriptor }) => descriptor);
    await registry.attachOnly(name, digestOf(pushed.bad), [...others, ...passing]);
    await assertRefused(pushed.bad, /A verdict for prod is attached, but it speaks of another digest/);
    await registry.attachOnly(
      name,
      digestOf(pushed.bad),
      own.map(({ descriptor }) => descriptor),
    );
  });

  it('refuses a verdict that is stale', async () => {
    const { code, stdout } = await setup(['verify', pushed.good, 'prod', '--max-age', '0m']);
    assert.equal(code, 3);
    assert.match(stdout, /is stale: it is older than 0 minutes/);
  });

  it('refuses a manifest and an attestation that were tampered with', async () => {
    const restoreManifest = await registry.tamper(digestOf(pushed.good), (text) =>
      text.replace('"schemaVersion"', ' "schemaVersion"'),
    );
    await assertRefused(pushed.good, /Tampered with: the registry gives a manifest for .* whose digest is/);
    await restoreManifest();

    const attached = await registry.attached(name, digestOf(pushed.good));
    const restore = await Promise.all(
      attached
        .filter(({ manifest }) => manifest.annotations?.['dev.sigstore.bundle.predicateType'] === VERDICT)
        .map(({ manifest }) =>
          registry.tamper(manifest.layers?.[0]?.digest ?? '', (text) => text.replace('dsse', 'dsxe')),
        ),
    );
    await assertRefused(pushed.good, /A verdict for prod is attached, but not of .*: the registry gives other bytes/);
    for (const undo of restore) await undo();
    assert.equal((await setup(['verify', pushed.good, 'prod'])).code, 0);
  });

  it('takes no tag for an artifact, and no private key for a public one', async () => {
    assert.equal((await setup(['verify', `${name}:good`, 'prod'])).code, 2);
    assert.equal((await setup(['promote', `${name}:good`, 'prod'])).code, 2);
    const key = join(folder, 'own', 'cosign.key');
    const { code, stderr } = await setup(['verify', pushed.good, 'prod', '--key', key]);
    assert.equal(code, 2);
    assert.match(stderr, /holds no public key/);
  });

  it('says that the registry does not answer', async () => {
    const nowhere = pushed.good.replace(registry.host, '127.0.0.1:1');
    const { code, stderr } = await setup(['verify', nowhere, 'prod']);
    assert.equal(code, 4);
    assert.match(stderr, /the registry 127\.0\.0\.1:1 does not answer/);
  });

  it('refuses wrong arguments, and names the commands', async () => {
    for (const args of [[], ['frobnicate'], ['sign'], ['verify', 'x'], ['push', '--frob'], ['login', 'x']]) {
      assert.equal((await setup(args)).code, 2, args.join(' '));
    }
    assert.equal((await setup(['--help'])).code, 0);
  });

  it('keeps the password of a login out of arguments and output', async () => {
    const password = 'a password that is typed nowhere';
    const { stdout, stderr } = await setup(['login'], { REGISTRY_USER: 'ada', REGISTRY_TOKEN: password });
    assert.ok(!`${stdout}${stderr}`.includes(password));
    const kept = JSON.parse(await readFile(join(folder, 'docker', 'config.json'), 'utf8'));
    assert.ok(registry.host in kept.auths);
    const traced = await outcomeOf('grep', [
      '-n',
      '--',
      '--password[= ]',
      new URL('../../scripts/registry-setup.sh', import.meta.url).pathname,
    ]);
    assert.equal(traced.stdout, '');
  });
});
