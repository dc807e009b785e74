import assert from 'node:assert/strict';
import { cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { linesOf, POLICY, SCRIPT, startScan, SYSTEM_TOOLS, toolsAlone, TRIVY_CACHE } from './lib/scan-tools.mjs';
import { Registry } from './lib/shipping-registry.mjs';
import { buildImage, makeFolder, removeFolder, removeImages, script } from './lib/shipping-tools.mjs';
import { requireTools } from './lib/tools.mjs';

/** Made for this test; it opens nothing. The parts are put together here, so that no scanner finds it in this file. */
const PLANTED_KEY = ['AKIA', 'Q3XV7JZ2MNP4LTRW'].join('');

/** Somebody who is not root. */
const PERSON = 1234;

describe("security-scan.sh with the scanner's container", () => {
  /** @type {string} */
  let folder;
  /** @type {string} */
  let pinned;
  /** @type {NodeJS.ProcessEnv} */
  let env;
  const scanned = `plimsoll-test-contained-${process.pid}:1`;
  /** @type {Registry} */
  let registry;
  /** @type {string} */
  let pushed;

  before(async () => {
    await requireTools(['trivy', 'docker-registry']);
    folder = await makeFolder();
    await mkdir(join(folder, 'registry'));
    registry = await Registry.start(join(folder, 'registry'));
    pushed = `${registry.host}/scanner-${process.pid}:1`;
    const scanner = join(folder, 'scanner');
    await mkdir(scanner);
    const trivy = (await outputOf('sh', ['-c', 'readlink -f "$(command -v trivy)"'])).trim();
    await cp(trivy, join(scanner, 'trivy'));
    await buildImage(pushed, scanner, 'COPY --chmod=755 trivy /usr/local/bin/trivy\nENTRYPOINT ["trivy"]');
    await outputOf('docker', ['push', '--quiet', pushed]);
    pinned = JSON.parse(await outputOf('docker', ['image', 'inspect', pushed, '--format', '{{json .RepoDigests}}']))[0];
    await writeFile(join(folder, 'security-config.yml'), `${POLICY}scan:\n  containers: { trivy: ${pinned} }\n`);

    const tree = join(folder, 'a tree, with "quotes"');
    await mkdir(tree);
    await writeFile(join(tree, 'settings.ini'), `key = ${PLANTED_KEY}\n`);
    await buildImage(scanned, tree, 'COPY settings.ini /app/settings.ini\nUSER 1001:1001');
    await outputOf('docker', ['save', '--output', join(folder, 'an image.tar'), scanned]);
    await cp(join(TRIVY_CACHE, 'db'), join(folder, 'cache', 'db'), { recursive: true });
    // No Trivy on the way.
    const tools = await toolsAlone(join(folder, 'tools'), [...SYSTEM_TOOLS, 'docker']);
    env = { PATH: tools, TRIVY_CACHE_DIR: join(folder, 'cache'), XDG_CACHE_HOME: join(folder, 'cache') };
  });
  after(async () => {
    await registry.stop();
    await removeImages([scanned, pushed, pinned]);
    await removeFolder(folder);
  });

  it('scans an image of the engine, an archive and a tree offline, with the same reasons as the scanner itself', async () => {
    const args = ['--offline', '--json', scanned, 'an image.tar', '--path', 'a tree, with "quotes"'];
    const { code, stdout, stderr } = await script('security-scan.sh', args, { cwd: folder, env });
    assert.equal(code, 1, stderr);
    const lines = linesOf(stdout);
    assert.deepEqual(
      lines.map(({ subject, verdicts: [{ findings }] }) => [
        subject,
        findings.find(({ kind }) => kind === 'secret')?.place,
      ]),
      [
        [scanned, '/app/settings.ini:1'],
        ['an image.tar', '/app/settings.ini:1'],
        ['a tree, with "quotes"', 'settings.ini:1'],
      ],
    );
  });

  it('gives the container as little as it needs, and the engine only where an image is scanned', async () => {
    const { ended } = startScan(['--offline', '--path', 'a tree, with "quotes"', scanned], {
      cwd: folder,
      env: { ...env, TRIVY_PASSWORD: 'not for arguments', TRIVY_USERNAME: 'somebody' },
    });
    /** @type {Map<string, any>} */
    const seen = new Map();
    const over = ended.then(() => 'over');
    while ((await Promise.race([over, sleep(100, 'still running')])) !== 'over') {
      const ids = (await outputOf('docker', ['ps', '--quiet', '--filter', `ancestor=${pinned}`])).split('\n');
      for (const id of ids.filter((each) => each !== '' && !seen.has(each))) {
        const { code, stdout } = await outcomeOf('docker', ['inspect', id]);
        if (code === 0) seen.set(id, JSON.parse(stdout)[0]);
      }
      const { stdout: processes } = await outcomeOf('ps', ['-eo', 'args']);
      assert.ok(!processes.includes('not for arguments'));
    }
    const containers = [...seen.values()];
    const tree = containers.find(({ Args }) => Args.includes('fs'));
    const image = containers.find(({ Args }) => Args.includes(scanned));
    for (const { HostConfig } of [tree, image]) {
      assert.deepEqual(HostConfig.CapDrop, ['ALL']);
      assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges']);
      assert.equal(HostConfig.ReadonlyRootfs, true);
      assert.equal(HostConfig.NetworkMode, 'none');
      assert.equal(HostConfig.Privileged, false);
    }
    const mounts = (/** @type {any} */ { Mounts }) =>
      Mounts.map((/** @type {any} */ { Destination, RW }) => `${Destination}${RW ? '' : ' ro'}`).toSorted();
    assert.deepEqual(mounts(tree), ['/cache', '/run-of-scan', '/scanned ro', '/tmp']);
    assert.deepEqual(mounts(image), ['/cache', '/run-of-scan', '/tmp', '/var/run/docker.sock']);
  });

  it('runs as whoever calls, and what it writes is theirs', async () => {
    const home = join(folder, 'home of a person');
    await mkdir(home);
    await cp(join(folder, 'security-config.yml'), join(home, 'security-config.yml'));
    await cp(join(folder, 'cache', 'db'), join(home, 'cache', 'db'), { recursive: true });
    await outputOf('chown', ['-R', `${PERSON}:${PERSON}`, home]);
    await outputOf('chmod', ['711', folder]);
    const { gid } = await stat('/var/run/docker.sock');
    const command = ['bash', SCRIPT, '--offline', '--json', scanned];
    const { code, stderr } = await outcomeOf(
      'setpriv',
      ['--reuid', `${PERSON}`, '--regid', `${PERSON}`, '--groups', `${gid}`, ...command],
      {
        cwd: home,
        env: {
          ...env,
          PLIMSOLL_URL: '',
          CI: 'true',
          HOME: home,
          TRIVY_CACHE_DIR: join(home, 'cache'),
          XDG_CACHE_HOME: home,
        },
      },
    );
    assert.equal(code, 1, stderr);
    const owners = await outputOf('find', [home, '-printf', '%u\n']);
    assert.deepEqual([...new Set(owners.trim().split('\n'))], [`${PERSON}`]);
  });

  it('ends with the script', async () => {
    const reports = join(folder, 'interrupted');
    for (const { signal, toAll, expected } of /** @type {const} */ ([
      { signal: 'SIGINT', toAll: true, expected: 130 },
      { signal: 'SIGTERM', toAll: false, expected: 143 },
    ])) {
      const { pid, ended } = startScan(['--offline', '--reports', reports, scanned], { cwd: folder, env });
      const running = () => outputOf('docker', ['ps', '--quiet', '--filter', `ancestor=${pinned}`]);
      while ((await running()) === '') await sleep(100);
      process.kill(toAll ? -pid : pid, signal);
      const { code, stderr } = await ended;
      assert.equal(code, expected, stderr);
      assert.equal(await running(), '');
      assert.deepEqual(await readdir(reports), []);
    }
  });

  it('takes no scanner by its tag, and says where it comes from when there is none', async () => {
    await writeFile(join(folder, 'tag.yml'), `${POLICY}scan:\n  containers: { trivy: ${pushed} }\n`);
    const byTag = await script('security-scan.sh', ['--policy', 'tag.yml', scanned], { cwd: folder, env });
    assert.equal(byTag.code, 2);
    assert.match(byTag.stderr, /tag\.yml:\d+:\d+ .*containers/);
    await writeFile(join(folder, 'none.yml'), POLICY);
    const none = await script('security-scan.sh', ['--policy', 'none.yml', scanned], { cwd: folder, env });
    assert.equal(none.code, 4);
    assert.match(none.stderr, /trivy is not installed \(https:\/\/trivy\.dev\), and the policy pins no container/);
    const absent = pinned.replace(/@.*/, `@sha256:${'ab'.repeat(32)}`);
    await writeFile(join(folder, 'absent.yml'), `${POLICY}scan:\n  containers: { trivy: '${absent}' }\n`);
    const offline = await script('security-scan.sh', ['--offline', '--policy', 'absent.yml', scanned], {
      cwd: folder,
      env,
    });
    assert.equal(offline.code, 4);
    assert.match(offline.stderr, /is not on this machine, and --offline pulls none/);
    const online = await script('security-scan.sh', ['--policy', 'absent.yml', scanned], { cwd: folder, env });
    assert.equal(online.code, 4);
    assert.match(online.stderr, /cannot be pulled/);
  });
});
