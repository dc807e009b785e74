import assert from 'node:assert/strict';
import { cp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { freePort } from '../../testkit/free-port.mjs';
import { imageSizes } from './lib/image-sizes.mjs';
import { commandsUnder } from './lib/own-images-document.mjs';
import { projectName } from './lib/project.mjs';
import { record } from './lib/record.mjs';
import { TRIVY_CACHE } from './lib/scan-tools.mjs';
import { Registry } from './lib/shipping-registry.mjs';
import { makeFolder, removeFolder, removeImages } from './lib/shipping-tools.mjs';
import { requireTools } from './lib/tools.mjs';
import { copySources } from './lib/source-copy.mjs';

/** @typedef {import('./lib/command.mjs').Outcome} Outcome */
/** @typedef {'backend' | 'frontend'} Part */
/** @typedef {{ VulnerabilityID?: string, Severity: string, FixedVersion?: string, PkgName?: string }} Finding */

const PARTS = /** @type {const} */ (['backend', 'frontend']);
/** What a pipeline should take, with the layers of the images in the cache … */
const TARGET_SECONDS = 180;
/** … and what it may take on a machine that has other things to do. */
const WITHIN_SECONDS = 600;
/** What an image may have of its own, on top of alpine and node. */
const LARGEST_APPLICATION = 45e6;
const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
const VERDICT = 'https://plimsoll.dev/verdict/v1';

/** The project's own images go the way that docs/ci.md describes, by the very commands that stand there. */
describe('our own images', () => {
  /** @type {string} */
  let folder;
  /** @type {Registry} */
  let registry;
  /** @type {NodeJS.ProcessEnv} */
  let settings;
  /** @type {Outcome & { seconds: number }} */
  let pipeline;
  /** @type {Record<Part, string>} */
  const digests = { backend: '', frontend: '' };

  before(async () => {
    await requireTools(['cosign', 'docker-registry', 'trivy']);
    folder = await makeFolder();
    registry = await Registry.start(folder);
    await makeKeys('own');
    await makeKeys('other');
    settings = {
      ...process.env,
      CI: 'true',
      PLIMSOLL_URL: '',
      DOCKER_CONFIG: join(folder, 'docker'),
      REGISTRY: registry.host,
      REGISTRY_USER: 'ci',
      REGISTRY_TOKEN: 'a token that no log may show',
      NAMESPACE: 'acme/plimsoll',
      COSIGN_KEY: join(folder, 'own.key'),
      COSIGN_PASSWORD: 'a password that no log may show',
      PLIMSOLL_VERIFY_KEY: join(folder, 'own.pub'),
      // A scan keeps every other one waiting that uses the same cache or database, and other suites scan meanwhile.
      TRIVY_CACHE_DIR: await cacheOfItsOwn(),
      // Bases and database are on this machine.
      BUILD_OPTIONS: '',
      SCAN_OPTIONS: '--offline',
    };
    const begin = Date.now();
    const commands = await commandsUnder('The pipeline as plain commands');
    pipeline = {
      ...(await outcomeOf('bash', ['-c', commands], { cwd: root, env: settings })),
      seconds: (Date.now() - begin) / 1000,
    };
    for (const part of PARTS) digests[part] = (await inRegistry(part, 'prod')).digest;
  });
  after(async () => {
    if (registry !== undefined) {
      await registry.stop();
      const commit = (await outputOf('git', ['rev-parse', 'HEAD'], { cwd: root })).trim();
      await removeImages(PARTS.flatMap((part) => [`${registry.host}/${name(part)}:${commit}`, reference(part)]));
      // Filed by the rescan; the other scans stay for whoever wants to read them.
      await rm(join(root, 'reports', registry.host.replace(':', '_')), { recursive: true, force: true });
    }
    if (folder !== undefined) await removeFolder(folder);
  });

  async function cacheOfItsOwn() {
    const cache = join(folder, 'trivy');
    await cp(join(TRIVY_CACHE, 'db'), join(cache, 'db'), { recursive: true });
    return cache;
  }

  /** @param {string} name */
  async function makeKeys(name) {
    const env = { ...process.env, COSIGN_PASSWORD: 'a password that no log may show' };
    await outputOf('cosign', ['generate-key-pair', '--output-key-prefix', join(folder, name)], { env });
  }

  /** @param {Part} part */
  const name = (part) => `acme/plimsoll/${part}`;

  /** @param {Part} part */
  const reference = (part) => `${registry.host}/${name(part)}@${digests[part]}`;

  /**
   * What the registry itself says of a tag.
   *
   * @param {Part} part
   * @param {string} tag
   */
  async function inRegistry(part, tag) {
    const answer = await fetch(`http://${registry.host}/v2/${name(part)}/manifests/${tag}`, {
      headers: {
        Accept: 'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json',
      },
    });
    /** @type {{ config?: { digest: string } }} */
    const { config } = JSON.parse(await answer.text());
    return { digest: answer.headers.get('docker-content-digest') ?? '', config: config?.digest };
  }

  /** @param {Part} part */
  async function scanOf(part) {
    const shelf = join(root, 'reports', `plimsoll-${part}`);
    return resolve(shelf, await readlink(join(shelf, 'latest')));
  }

  it('are built, scanned, pushed, signed, verified and promoted by the commands of the document', () => {
    assert.equal(pipeline.code, 0, pipeline.stdout + pipeline.stderr);
    record({
      table: 'figure',
      suite: 'own-images',
      what: 'both images: built (from the cache), scanned, pushed, signed, verified, promoted to stage and prod',
      value: `${pipeline.seconds.toFixed(1)} s`,
      target: `≤ ${TARGET_SECONDS} s`,
    });
    assert.ok(pipeline.seconds <= WITHIN_SECONDS, `${pipeline.seconds} s`);
  });

  it('show no password and no token on the way', () => {
    assert.doesNotMatch(pipeline.stdout + pipeline.stderr, /that no log may show/);
  });

  it('keep within their sizes', async () => {
    for (const { image, application } of await imageSizes()) {
      assert.ok(application > 1e6 && application <= LARGEST_APPLICATION, `${image}: ${application} bytes`);
    }
  });

  for (const part of PARTS) {
    describe(part, () => {
      it('has no finding at HIGH or above that has a fix, and no secret', async () => {
        const report = JSON.parse(await readFile(join(await scanOf(part), 'trivy.json'), 'utf8'));
        /** @type {{ Packages?: unknown[], Vulnerabilities?: Finding[], Misconfigurations?: Finding[], Secrets?: unknown[] }[]} */
        const results = report.Results;
        const packages = results.flatMap(({ Packages = [] }) => Packages);
        // A scan that saw nothing finds nothing.
        assert.ok(packages.length > 10, `${packages.length} packages were seen`);
        const bad = results
          .flatMap(({ Vulnerabilities = [] }) => Vulnerabilities)
          .filter(({ Severity, FixedVersion }) => /HIGH|CRITICAL/.test(Severity) && FixedVersion);
        assert.deepEqual(bad, []);
        assert.deepEqual(
          results.flatMap(({ Secrets = [] }) => Secrets),
          [],
        );
      });

      it('passes the gate for prod', async () => {
        const verdicts = (await readFile(join(await scanOf(part), 'verdicts.jsonl'), 'utf8')).trim().split('\n');
        const prod = verdicts.map((line) => JSON.parse(line)).find(({ environment }) => environment === 'prod');
        assert.equal(prod?.outcome, 'pass');
      });

      it('is in stage and prod under the digest that was scanned', async () => {
        assert.match(digests[part], /^sha256:[0-9a-f]{64}$/);
        assert.equal((await inRegistry(part, 'stage')).digest, digests[part]);
        const { config } = await inRegistry(part, 'prod');
        const report = JSON.parse(await readFile(join(await scanOf(part), 'trivy.json'), 'utf8'));
        assert.equal(config, report.Metadata.ImageID);
      });

      it('is signed and attested, so that cosign itself believes it', async () => {
        const types = (await registry.attached(name(part), digests[part])).map(
          ({ manifest }) => manifest.annotations?.['dev.sigstore.bundle.predicateType'],
        );
        assert.ok(types.includes(SIGNATURE) && types.includes(VERDICT), types.join());
        const own = ['--key', join(folder, 'own.pub'), '--insecure-ignore-tlog', '--allow-http-registry'];
        await outputOf('cosign', ['verify', ...own, reference(part)], { env: settings });
        const other = ['--key', join(folder, 'other.pub'), ...own.slice(2)];
        assert.notEqual((await outcomeOf('cosign', ['verify', ...other, reference(part)], { env: settings })).code, 0);
      });
    });
  }

  it('are listed for the rescan, which the document has, too, and go through it', async () => {
    const args = ['--environment', 'stage', '--environment', 'prod', name('backend'), name('frontend')];
    const list = JSON.parse(
      await outputOf('bash', [join(root, 'scripts', 'list-deployed.sh'), ...args], { cwd: root, env: settings }),
    );
    const expected = ['prod', 'stage'].flatMap((environment) =>
      PARTS.map((part) => ({
        environment,
        reference: reference(part),
        name: part,
        digest: digests[part],
        key: `${environment}-${part}-${digests[part].slice('sha256:'.length, 'sha256:'.length + 12)}`,
        signed: true,
      })),
    );
    assert.deepEqual(list, expected);
    const distrusting = { ...settings, PLIMSOLL_VERIFY_KEY: join(folder, 'other.pub') };
    const ofOthers = [join(root, 'scripts', 'list-deployed.sh'), '--environment', 'prod', name('backend')];
    assert.deepEqual(JSON.parse(await outputOf('bash', ofOthers, { cwd: root, env: distrusting })), [
      { ...list[0], signed: false },
    ]);

    const before = await verdictsOf('backend');
    const commands = (await commandsUnder('The pipeline as plain commands', 1)).replace(
      'security-scan.sh ',
      `security-scan.sh --offline `,
    );
    const { code, stdout, stderr } = await outcomeOf('bash', ['-eo', 'pipefail', '-c', commands], {
      cwd: root,
      env: settings,
    });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /can run in prod/);
    assert.ok((await verdictsOf('backend')) > before, 'the verdict was not renewed');
  });

  /** @param {Part} part */
  async function verdictsOf(part) {
    const attached = await registry.attached(name(part), digests[part]);
    return attached.filter(({ manifest }) => manifest.annotations?.['dev.sigstore.bundle.predicateType'] === VERDICT)
      .length;
  }

  describe('in a compose deploy', () => {
    /** @type {string} */
    let tree;
    /** @type {NodeJS.ProcessEnv} */
    let env;
    const project = projectName('own-images');

    before(async () => {
      tree = await copySources();
      const port = await freePort();
      env = {
        ...settings,
        // The command line of this checkout; the copy has none that is built.
        PLIMSOLL: join(root, 'backend', 'bin', 'plimsoll.js'),
        COMPOSE_PROJECT_NAME: project,
        COMPOSE_MENU: '0',
        GATEWAY_PORT: `${port}`,
        PUBLIC_URL: `http://localhost:${port}`,
        PLIMSOLL_SECRETS: join(tree, 'secrets', 'stage'),
        RETRY_UNIT: '10',
      };
      await writeFile(join(tree, '.env.stage'), 'LOG_LEVEL=warn\nBACKEND_IMAGE=an-old-one\n');
      await outputOf('bash', [join(tree, 'scripts', 'gen-secrets.sh'), 'stage'], { cwd: tree, env });
    });
    after(async () => {
      if (tree === undefined) return;
      const { code, stderr } = await compose('down', '--volumes', '--timeout', '5');
      await rm(tree, { recursive: true, force: true });
      assert.equal(code, 0, stderr);
    });

    /**
     * @param {readonly string[]} images
     * @param {NodeJS.ProcessEnv} [other]
     */
    const deploy = (images, other = {}) =>
      outcomeOf('bash', [join(tree, 'scripts', 'deploy.sh'), 'stage', ...images], {
        cwd: tree,
        env: { ...env, ...other },
      });

    /** @param {readonly string[]} args */
    const compose = (...args) =>
      outcomeOf('bash', [join(tree, 'scripts', 'compose.sh'), 'stage', ...args], { cwd: tree, env });

    const running = async () => {
      const filter = ['--filter', `label=com.docker.compose.project=${project}`];
      const ids = (await outputOf('docker', ['container', 'ls', '--quiet', ...filter])).trim().split('\n');
      const format = '{{index .Config.Labels "com.docker.compose.service"}} {{.Config.Image}} {{.State.StartedAt}}';
      return (await outputOf('docker', ['container', 'inspect', '--format', format, ...ids])).trim().split('\n').sort();
    };

    it('start from what is verified, by digest, and are kept for the next start', async () => {
      const { code, stdout, stderr } = await deploy([reference('backend'), reference('frontend')]);
      assert.equal(code, 0, stdout + stderr);
      assert.equal(stdout.trim(), env['PUBLIC_URL']);
      const services = await running();
      for (const part of PARTS) {
        const start = `${part} ${reference(part)} `;
        assert.ok(
          services.some((service) => service.startsWith(start)),
          services.join('\n'),
        );
      }
      assert.equal(
        await readFile(join(tree, '.env.stage'), 'utf8'),
        `LOG_LEVEL=warn\nBACKEND_IMAGE=${reference('backend')}\nFRONTEND_IMAGE=${reference('frontend')}\n`,
      );
      // As the machine does at its next start, with nothing but that file.
      const again = await deploy([]);
      assert.equal(again.code, 0, again.stderr);
    });

    it('do not start what somebody else has signed, what is unsigned, or a tag; and what runs goes on', async () => {
      const before = await running();
      const kept = await readFile(join(tree, '.env.stage'), 'utf8');
      const pushed = await outputOf(
        'bash',
        [
          join(root, 'scripts', 'registry-setup.sh'),
          'push',
          process.env['ALPINE_IMAGE'] ?? 'alpine:3.24',
          'acme/unsigned',
        ],
        { env: settings },
      );
      /** @type {[string[], NodeJS.ProcessEnv, number, RegExp][]} */
      const cases = [
        [[reference('backend'), pushed.trim()], {}, 1, /Unsigned: there is no signature.*Nothing was changed/s],
        [[], { PLIMSOLL_VERIFY_KEY: join(folder, 'other.pub') }, 1, /not of the key.*Nothing was changed/s],
        [[], { PLIMSOLL_VERIFY_KEY: '' }, 2, /Nothing was changed/],
        [[reference('backend'), `${registry.host}/${name('frontend')}:stage`], {}, 2, /names no digest/],
        [[reference('backend')], {}, 2, /name both images/],
        [['--quickly'], {}, 2, /there is no option/],
      ];
      for (const [images, other, expected, reason] of cases) {
        const { code, stdout, stderr } = await deploy(images, other);
        assert.match(stderr, reason);
        assert.equal(code, expected, stdout + stderr);
      }
      assert.deepEqual(await running(), before);
      assert.equal(await readFile(join(tree, '.env.stage'), 'utf8'), kept);
      await removeImages([`${registry.host}/acme/unsigned:pushed`]);
    });
  });
});
