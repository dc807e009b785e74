import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import {
  linesOf,
  POLICY,
  replayingScanner,
  SCRIPT,
  startScan,
  SYSTEM_TOOLS,
  toolsAlone,
  TRIVY_CACHE,
} from './lib/scan-tools.mjs';
import { makeFolder, removeFolder, script } from './lib/shipping-tools.mjs';
import { onSmallDisk } from './lib/small-disk.mjs';
import { requireTools } from './lib/tools.mjs';

const FIXTURES = join(root, 'backend', 'test', 'fixtures');
/** What Trivy wrote of an image without findings. */
const CLEAN_REPORT = join(FIXTURES, 'cli', 'juice-shop-empty.trivy.json');
/** That of the image which the report names: of another one it would be no evidence. */
const DIGEST_OF_CLEAN_REPORT = 'sha256:33238f8c6291415c499265629b1b82ef791f5a33dff09f25c07264204a26f89b';
const GRYPE_REPORT = join(FIXTURES, 'reports', 'defectdojo', 'anchore_grype', 'many_vulns3.json');

/** Made for this test; it opens nothing. The parts are put together here, so that no scanner finds it in this file. */
const PLANTED_KEY = ['AKIA', 'Q3XV7JZ2MNP4LTRW'].join('');

/** Without a demand that a report of another year cannot meet. */
const LENIENT_POLICY = `version: 1
environments:
  prod: { vulnerabilities: { critical: 1000 }, secrets: { critical: 0 } }
`;

describe('security-scan.sh, whatever happens', () => {
  /** @type {string} */
  let folder;
  /** @type {string} */
  let replay;

  before(async () => {
    await requireTools(['trivy']);
    folder = await makeFolder();
    await writeFile(join(folder, 'security-config.yml'), LENIENT_POLICY);
    await writeFile(join(folder, 'strict.yml'), POLICY);
    replay = await replayingScanner(join(folder, 'replay'), 'trivy', CLEAN_REPORT);
  });
  after(() => removeFolder(folder));

  /** @param {string} scanner */
  function env(scanner) {
    return {
      PATH: `${scanner}:${process.env['PATH']}`,
      XDG_CACHE_HOME: join(folder, 'help of '),
      TRIVY_CACHE_DIR: TRIVY_CACHE,
    };
  }

  /**
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [more]
   */
  function replayed(args, more = {}) {
    return script('security-scan.sh', args, { cwd: folder, env: { ...env(replay), ...more } });
  }

  /** @param {string} text */
  async function processesNaming(text) {
    return (await outcomeOf('pgrep', ['-f', text])).stdout;
  }

  it('takes paths and images by whatever name, and gives each its own line', async () => {
    const names = ['sp ace', '-dash', 'line\nbreak', 'grün/日本', 'comma, "quote"'];
    for (const name of names) {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'file'), '');
    }
    const paths = names.flatMap((name) => ['--path', name]);
    const images = ['127.0.0.1:5000/a/b_c-d.e:v1', `registry.example/x@${DIGEST_OF_CLEAN_REPORT}`];
    const { code, stdout, stderr } = await replayed(['--json', ...paths, ...images]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      linesOf(stdout).map(({ subject }) => subject),
      [...images, ...names],
    );
    const again = await replayed(['--quiet', images[0] ?? '', '--path', 'sp ace']);
    assert.equal(again.stdout.trimEnd().split('\n').length, 2);
    assert.equal(again.stderr, '');
  });

  it('of several that are asked for, one that fails has a line of its own and the others their verdicts', async () => {
    const failing = await replayingScanner(
      join(folder, 'failing'),
      'trivy',
      CLEAN_REPORT,
      'if [[ $* == *broken* ]]; then echo "FATAL it broke" >&2; exit 1; fi',
    );
    const args = ['--json', 'fine:1', 'broken:1', 'fine:2'];
    const { code, stdout, stderr } = await script('security-scan.sh', args, { cwd: folder, env: env(failing) });
    assert.equal(code, 4);
    const [first, second, third] = linesOf(stdout);
    assert.equal(first?.verdicts[0].outcome, 'pass');
    assert.deepEqual([second?.subject, second?.error?.exitCode], ['broken:1', 4]);
    assert.equal(third?.verdicts[0].outcome, 'pass');
    assert.match(stderr, /trivy: FATAL it broke/);
  });

  it('says where what a scanner wrote cannot be read, and still decides on the others', async () => {
    const torn = join(folder, 'torn.json');
    await writeFile(torn, '{"SchemaVersion": 2, "Results": [');
    const half = await replayingScanner(
      join(folder, 'half'),
      'trivy',
      CLEAN_REPORT,
      `if [[ $* == *torn* ]]; then while (($# > 1)); do [[ $1 != --output ]] || cp '${torn}' "$2"; shift; done; exit 0; fi`,
    );
    const { code, stdout } = await script('security-scan.sh', ['--json', 'torn:1', 'whole:1'], {
      cwd: folder,
      env: env(half),
    });
    assert.equal(code, 4);
    const [first, second] = linesOf(stdout);
    assert.equal(first?.error?.exitCode, 4);
    assert.equal(second?.verdicts[0].outcome, 'pass');
    assert.ok(!existsSync(join(folder, 'reports', 'torn')));
  });

  it('waits for a cache that another run uses', async () => {
    const held = join(folder, 'held');
    const busy = await replayingScanner(
      join(folder, 'busy'),
      'trivy',
      CLEAN_REPORT,
      `if mkdir '${held}' 2>/dev/null; then echo 'FATAL unable to initialize fs cache: cache may be in use by another process: timeout' >&2; exit 1; fi`,
    );
    const { code, stderr } = await script('security-scan.sh', ['fine:1'], { cwd: folder, env: env(busy) });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /another run of trivy uses the same cache; waiting for it/);
  });

  it('two runs at once on the same tree both end, and both file their reports', async () => {
    const reports = join(folder, 'two at once');
    const runs = await Promise.all([1, 2].map(() => replayed(['--json', '--reports', reports, 'same:1'])));
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0],
    );
    const places = new Set(runs.map(({ stdout }) => linesOf(stdout)[0]?.reports));
    assert.equal(places.size, 2);
  });

  for (const { stage, first } of [
    { stage: 'the scanner is asked what it knows', first: 'help' },
    { stage: 'it scans', first: 'scan' },
    { stage: 'the server is asked', first: 'server' },
  ]) {
    for (const { signal, toAll, expected } of /** @type {const} */ ([
      { signal: 'SIGINT', toAll: true, expected: 130 },
      { signal: 'SIGTERM', toAll: false, expected: 143 },
    ])) {
      it(`${signal} while ${stage}: it says so, ends what it has started, and leaves nothing`, async () => {
        const reports = join(folder, `${first}-${signal}`);
        const slow = join(folder, `slow ${first} ${signal}`);
        const started = join(folder, `started-${first}-${signal}`);
        const hang = `: >'${started}'; exec sleep 61.${process.pid}`;
        await replayingScanner(slow, 'trivy', CLEAN_REPORT, first === 'scan' ? hang : '');
        if (first === 'help') {
          await writeFile(join(slow, 'trivy'), `#!/usr/bin/env bash\n${hang}\n`);
        }
        const silent = createServer((socket) => {
          socket.on('error', () => {});
          void writeFile(started, '');
        });
        await new Promise((resolve) => silent.listen(0, '127.0.0.1', () => resolve(undefined)));
        const address = /** @type {import('node:net').AddressInfo} */ (silent.address());
        const server =
          first === 'server' ? { PLIMSOLL_URL: `http://127.0.0.1:${address.port}`, PLIMSOLL_TOKEN: 'plm_x' } : {};
        const { pid, ended } = startScan(['--offline', '--reports', reports, 'fine:1', 'fine:2'], {
          cwd: folder,
          env: { ...env(slow), ...server },
        });
        while (!existsSync(started)) await sleep(50);
        process.kill(toAll ? -pid : pid, signal);
        const { code, stdout, stderr } = await ended;
        silent.close();
        assert.equal(code, expected, stderr);
        assert.match(stderr, /interrupted; nothing of this run was kept/);
        assert.equal(stdout, '');
        assert.deepEqual(await readdir(reports), []);
        assert.equal(await processesNaming(reports), '');
        assert.equal(await processesNaming(`sleep 61.${process.pid}`), '');
      });
    }
  }

  it('a disk that is full, at whatever moment, is no verdict and leaves nothing', async () => {
    for (const size of ['4k', '8k', '16k', '24k', '32k']) {
      const disk = join(folder, `disk of ${size}`);
      await mkdir(disk);
      const command = ['bash', SCRIPT, '--reports', disk, 'fine:1'];
      const { code, stdout, stderr, files } = await onSmallDisk(disk, size, command, {
        cwd: folder,
        env: { ...process.env, ...env(replay), CI: 'true', PLIMSOLL_URL: '' },
      });
      assert.equal(code, 4, `${size}: ${stdout}${stderr}`);
      assert.match(stderr, /full|is there space/, size);
      assert.deepEqual(files, [], size);
    }
  });

  it('a folder that may not be written to is said at once', async () => {
    const sealed = join(folder, 'sealed');
    await mkdir(sealed);
    const command = 'mount -t tmpfs -o ro tmpfs "$1" && exec bash "$2" --reports "$1" fine:1';
    const { code, stderr } = await outcomeOf(
      'unshare',
      ['--mount', '--map-root-user', 'sh', '-c', command, 'sh', sealed, SCRIPT],
      { cwd: folder, env: { ...process.env, ...env(replay) } },
    );
    assert.equal(code, 4);
    assert.match(stderr, /no folder can be made in .*sealed/);
  });

  it('draws its progress on a terminal alone, and cleans up after it', async () => {
    const slow = await replayingScanner(join(folder, 'slow'), 'trivy', CLEAN_REPORT, 'sleep 1.2');
    const run = (/** @type {NodeJS.ProcessEnv} */ more) =>
      outcomeOf('script', ['--quiet', '--return', '--command', `bash '${SCRIPT}' fine:1`, join(folder, 'typescript')], {
        cwd: folder,
        env: { ...process.env, PLIMSOLL_URL: '', TERM: 'xterm', CI: '', NO_COLOR: undefined, ...env(slow), ...more },
      });
    const drawn = await run({});
    assert.equal(drawn.code, 0, drawn.stdout);
    const line = '\r\u001b[K';
    assert.ok(drawn.stdout.includes(`${line}scanning fine:1 … 1 s`), JSON.stringify(drawn.stdout));
    assert.ok(drawn.stdout.split(line).at(-1)?.startsWith('\u001b[1mfine'), JSON.stringify(drawn.stdout));
    assert.ok(drawn.stdout.includes('\u001b[32m'));
    const plain = await run({ CI: 'true', NO_COLOR: '1' });
    assert.ok(!plain.stdout.includes('\u001b'), JSON.stringify(plain.stdout));
    const piped = await script('security-scan.sh', ['fine:1'], {
      cwd: folder,
      env: { ...env(slow), CI: '', TERM: 'xterm' },
    });
    assert.ok(!`${piped.stdout}${piped.stderr}`.includes('\u001b'));
  });

  it('asks grype as well, which has a say of its own', async () => {
    await replayingScanner(join(folder, 'both'), 'trivy', CLEAN_REPORT);
    const asked = join(folder, 'asked of grype');
    const both = await replayingScanner(
      join(folder, 'both'),
      'grype',
      GRYPE_REPORT,
      `printf '%s\\n' "$*" "$GRYPE_DB_AUTO_UPDATE $GRYPE_DB_VALIDATE_AGE $GRYPE_CHECK_FOR_APP_UPDATE" >'${asked}'`,
    );
    const args = ['--offline', '--grype', '--json', '--policy', 'strict.yml', 'fine:1'];
    const { code, stdout, stderr } = await script('security-scan.sh', args, { cwd: folder, env: env(both) });
    assert.equal(code, 1, stderr);
    assert.ok(linesOf(stdout)[0]?.verdicts[0].reasons.some(({ rule }) => rule.startsWith('vulnerabilities.')));
    const words = await outputOf('cat', [asked]);
    assert.match(words, /^--quiet --output json --file .*grype\.json registry:fine:1\nfalse false false\n$/);
    const none = await replayingScanner(
      join(folder, 'none'),
      'grype',
      GRYPE_REPORT,
      'echo "failed to load vulnerability db: database does not exist" >&2; exit 1',
    );
    const env2 = { ...env(both), PATH: `${none}:${env(both).PATH}` };
    const unknown = await script('security-scan.sh', args, { cwd: folder, env: env2 });
    assert.equal(unknown.code, 3, unknown.stderr);
    assert.match(unknown.stderr, /unknown: grype has no vulnerability database/);
  });

  it('without any Docker an archive and a tree are scanned all the same, and of an image it is said', async () => {
    const tools = await toolsAlone(join(folder, 'no docker'), [...SYSTEM_TOOLS, 'trivy']);
    await mkdir(join(folder, 'a tree'));
    await writeFile(join(folder, 'a tree', 'settings.ini'), `key = ${PLANTED_KEY}\n`);
    await writeFile(join(folder, 'a tree', 'trivy.yaml'), 'severity: [LOW]\nscan:\n  skip-files: [settings.ini]\n');
    await writeFile(join(folder, 'a tree', 'trivy-secret.yaml'), 'disable-rules: [aws-access-key-id]\n');
    await writeFile(join(folder, 'a tree', '.trivyignore'), 'aws-access-key-id\n');
    const environment = { PATH: tools, DOCKER_HOST: 'unix:///nowhere.sock', TRIVY_CACHE_DIR: TRIVY_CACHE };
    const args = ['--offline', '--json', '--policy', 'strict.yml', 'nowhere:1', '--path', 'a tree'];
    const { code, stdout, stderr } = await script('security-scan.sh', args, { cwd: folder, env: environment });
    assert.equal(code, 4, stderr);
    const [image, tree] = linesOf(stdout);
    assert.match(image?.error?.message ?? '', /cannot be read: no engine on this machine has it/);
    // And what is scanned cannot excuse itself.
    assert.deepEqual(
      tree?.verdicts[0].reasons.map(({ rule }) => rule),
      ['secrets.critical'],
    );
  });

  it('says of an archive that it is none, is cut off, or holds no image', async () => {
    await writeFile(join(folder, 'noise.tar'), 'this is no archive');
    await outputOf('tar', ['-cf', join(folder, 'other.tar'), '-C', folder, 'strict.yml']);
    const { code, stderr } = await script('security-scan.sh', ['--offline', 'noise.tar', 'other.tar'], { cwd: folder });
    assert.equal(code, 4);
    assert.match(stderr, /noise\.tar: this is no tar archive, or one that is cut off/);
    assert.match(stderr, /other\.tar: this is an archive, but of no image/);
  });

  it('says before it starts that a folder is empty, and what else cannot be scanned', async () => {
    await mkdir(join(folder, 'empty'));
    const sayings = {
      'is empty: there is nothing to scan': ['--path', 'empty'],
      'is no folder that can be read': ['--path', 'nowhere'],
      'is no file that can be read': ['nowhere.tar'],
    };
    for (const [saying, args] of Object.entries(sayings)) {
      const { code, stderr } = await replayed(args);
      assert.equal(code, 4);
      assert.ok(stderr.includes(saying), stderr);
    }
    for (const args of [['a b'], ['--', '-x'], ['--waivers', 'nowhere', 'x']]) {
      assert.equal((await replayed(args)).code, 2);
    }
    assert.equal((await replayed(['x'], { PLIMSOLL_URL: 'http://127.0.0.1:1', PLIMSOLL_TOKEN: '' })).code, 2);
  });

  it('knows nothing where no database is there and none can be fetched, and names --offline', async () => {
    const { code, stderr } = await script('security-scan.sh', ['--policy', 'strict.yml', '--path', 'a tree'], {
      cwd: folder,
      env: {
        TRIVY_CACHE_DIR: join(folder, 'no cache'),
        TRIVY_DB_REPOSITORY: '127.0.0.1:1/nowhere',
        XDG_CACHE_HOME: join(folder, 'help of '),
      },
    });
    assert.equal(code, 3, stderr);
    assert.match(
      stderr,
      /unknown: there is no vulnerability database in .*no cache\/db, and none could be fetched.*--offline/s,
    );
  });
});
