import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { interrupted } from './lib/interrupted.mjs';
import { onSmallDisk } from './lib/small-disk.mjs';
import { Stack } from './lib/stack.mjs';
import { requireTools } from './lib/tools.mjs';

const ALPINE = process.env['ALPINE_IMAGE'] ?? 'alpine:3.24';
/** Nothing listens there. */
const NOWHERE = '127.0.0.1:1';
/** Of the copy, so that no image of anybody else has it. */
const VERSION = `0.0.0-test-${process.pid}`;

/** What goes wrong for the scripts where Docker is. What needs none of it is in backend/test/integration/scripts.spec.ts. */
describe('the scripts', () => {
  /** @type {string} */
  let folder;
  /** A checkout whose path has spaces. */
  /** @type {string} */
  let tree;
  /** Where the scripts are called. */
  /** @type {string} */
  let elsewhere;

  before(async () => {
    await requireTools(['trivy', 'unshare']);
    folder = await mkdtemp(join(tmpdir(), 'plimsoll scripts '));
    tree = join(folder, 'a checkout');
    elsewhere = join(folder, 'else where');
    await mkdir(elsewhere);
    const composeFiles = (await readdir(root)).filter((name) => /^docker-compose.*\.yml$/.test(name));
    for (const name of [...composeFiles, 'scripts', 'gateway', 'deploy/postgres', 'deploy/seccomp.json']) {
      await cp(join(root, name), join(tree, name), { recursive: true });
    }
    await writeFile(join(tree, 'package.json'), `{\n  "version": "${VERSION}",\n  "private": true\n}\n`);
    // Long enough to be interrupted, and never an image.
    const slow = `ARG NODE_IMAGE=${ALPINE}\nARG ALPINE_IMAGE=${ALPINE}\nFROM $NODE_IMAGE\nRUN echo ${VERSION} && sleep 60 && false\n`;
    for (const part of ['backend', 'frontend']) await writeFile(join(tree, `Dockerfile.${part}`), slow);
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  /** @param {string} name */
  const script = (name) => join(tree, 'scripts', name);

  /** @param {NodeJS.ProcessEnv} [variables] */
  const environment = (variables = {}) => ({
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TMPDIR|DOCKER_.*)$/.test(name))),
    CI: 'true',
    COMPOSE_DISABLE_ENV_FILE: '1',
    PLIMSOLL: join(root, 'backend', 'bin', 'plimsoll.js'),
    RETRY_UNIT: '1',
    ...variables,
  });

  /**
   * @param {string} name
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [variables]
   */
  const run = (name, args, variables) => outcomeOf(script(name), args, { cwd: elsewhere, env: environment(variables) });

  describe('where no engine answers', () => {
    for (const [name, args, expected, why] of /** @type {[string, string[], number, RegExp][]} */ ([
      ['build-images.sh', [], 1, /the Docker engine does not answer/],
      ['compose.sh', ['prod', 'up'], 1, /the Docker engine does not answer/],
      ['compose.sh', ['prod', 'backup', 'a file'], 1, /the Docker engine does not answer/],
      ['compose.sh', ['prod', 'setup-link'], 1, /the Docker engine does not answer/],
      ['registry-setup.sh', ['push', 'alpine:3.24', `${NOWHERE}/app`], 4, /the Docker engine does not answer/],
      ['security-scan.sh', ['--offline', `${NOWHERE}/app:1`], 4, /cannot be read/],
    ])) {
      it(`${name} ${args.join(' ')} ends with ${expected}, and says so`, async () => {
        const { code, stdout, stderr } = await run(name, args, { DOCKER_HOST: `unix://${join(folder, 'no.sock')}` });
        assert.deepEqual([code, stdout], [expected, ''], stderr);
        assert.match(stderr, why);
      });
    }
  });

  describe('where no registry answers', () => {
    it('build-images.sh ends with 1, and names the image that it did not build', async () => {
      const { code, stdout, stderr } = await run('build-images.sh', [], { NODE_IMAGE: `${NOWHERE}/node:26` });
      assert.deepEqual([code, stdout], [1, ''], stderr);
      assert.match(stderr, /build-images\.sh: the backend image could not be built\n$/);
      assert.ok(stderr.includes(NOWHERE));
    });

    it('registry-setup.sh push tries again, and ends with 4', async () => {
      const name = `plimsoll-test-scripts:${process.pid}`;
      await outputOf('docker', ['tag', ALPINE, name]);
      try {
        const { code, stdout, stderr } = await run('registry-setup.sh', ['push', name, `${NOWHERE}/app:1`]);
        assert.deepEqual([code, stdout], [4, ''], stderr);
        assert.match(stderr, /attempt 2 of \d/);
      } finally {
        await outcomeOf('docker', ['image', 'rm', name, `${NOWHERE}/app:1`]);
      }
    });

    it('security-scan.sh ends with 4', async () => {
      const { code, stdout, stderr } = await run('security-scan.sh', ['--offline', `${NOWHERE}/app:1`]);
      assert.deepEqual([code, stdout], [4, ''], stderr);
      assert.match(stderr, /cannot be read: no engine on this machine has it/);
    });
  });

  describe('where there is no space', () => {
    /** @type {string} */
    let disk;
    before(async () => {
      disk = join(folder, 'a small disk');
      await mkdir(disk);
    });

    it('gen-secrets.sh keeps whole secrets alone, and says why there are no more', async () => {
      const command = [script('gen-secrets.sh'), 'stage', '--directory', disk];
      const place = { cwd: elsewhere, env: environment() };
      const { code, stdout, stderr, files } = await onSmallDisk(disk, '8k', command, place);
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^gen-secrets\.sh: .* could not be written: is there space\?\n$/);
      assert.deepEqual(
        files.map(({ name }) => name).toSorted(),
        stdout.trim().replaceAll('made ', '').split('\n').toSorted(),
      );
      for (const { name, bytes } of files) assert.ok(bytes > 20, name);
    });

    it('registry-setup.sh ends with 4', async () => {
      const command = [script('registry-setup.sh'), 'sign', '--key', '/dev/null', '--report', elsewhere];
      const image = `${NOWHERE}/app@sha256:${'0'.repeat(64)}`;
      const place = { cwd: elsewhere, env: environment({ TMPDIR: disk }) };
      const { code, stderr, files } = await onSmallDisk(disk, '4k,nr_inodes=1', [...command, image], place);
      assert.equal(code, 4, stderr);
      assert.match(stderr, /no folder can be made in .*a small disk \(No space left on device\): is there space/);
      assert.deepEqual(files, []);
    });
  });

  it('build-images.sh, interrupted, has tagged nothing', async () => {
    const isDue = async (/** @type {string} */ said) => said.includes('RUN echo');
    const place = { cwd: elsewhere, env: environment(), isDue };
    const { code, stderr, seconds } = await interrupted(script('build-images.sh'), [], place);
    assert.equal(code, 130, stderr);
    assert.match(stderr, /build-images\.sh: interrupted; /);
    assert.ok(seconds < 15, `${seconds} s`);
    assert.equal(await outputOf('docker', ['image', 'ls', '--quiet', `*:${VERSION}`]), '');
  });

  describe('compose.sh', () => {
    /** @type {Stack} */
    let stack;
    before(async () => {
      stack = await Stack.prepare('stage', { name: 'scripts' });
    });
    after(() => stack?.down());

    /** @param {NodeJS.ProcessEnv} [variables] */
    const ofStack = (variables) =>
      environment({
        COMPOSE_PROJECT_NAME: stack.project,
        PLIMSOLL_SECRETS: stack.secrets,
        GATEWAY_PORT: new URL(stack.url).port,
        PUBLIC_URL: stack.url,
        ...variables,
      });

    it('up, interrupted, says what goes on and how it is stopped', async () => {
      // Not before: while it makes its first database, PostgreSQL's entrypoint takes no signal.
      const isDue = async (/** @type {string} */ said) => /postgres-1 +Healthy/.test(said);
      const place = { cwd: elsewhere, env: ofStack(), isDue };
      const { code, stderr, seconds } = await interrupted(script('compose.sh'), ['stage', 'up'], place);
      assert.equal(code, 130, stderr);
      assert.match(stderr, /compose\.sh: interrupted; what was started goes on; compose\.sh stage down stops it/);
      assert.ok(seconds < 15, `${seconds} s`);
      const down = await outcomeOf(script('compose.sh'), ['stage', 'down'], { cwd: elsewhere, env: ofStack() });
      assert.equal(down.code, 0, down.stderr);
      assert.equal((await stack.compose('ps', '--all', '--quiet')).stdout, '');
    });

    describe('backup', () => {
      /** @type {string} */
      let link;
      before(async () => {
        const { code, stderr } = await stack.compose('up', '--detach', '--wait', 'postgres');
        assert.equal(code, 0, stderr);
        await stack.query('CREATE TABLE kept AS SELECT i FROM generate_series(1, 200000) i;');
        link = join(folder, 'a link');
        await symlink(script('compose.sh'), link);
      });

      it('writes to a path with spaces from where it is called, through a link, too', async () => {
        const { code, stderr } = await outcomeOf(link, ['stage', 'backup', 'a backup.dump'], {
          cwd: elsewhere,
          env: ofStack(),
        });
        assert.equal(code, 0, stderr);
        assert.equal((await readFile(join(elsewhere, 'a backup.dump'))).subarray(0, 5).toString(), 'PGDMP');
        assert.deepEqual((await readdir(elsewhere)).toSorted(), ['a backup.dump', 'reports']);
      });

      it('interrupted, keeps nothing', async () => {
        const place = join(folder, 'backups');
        await mkdir(place);
        // pg_dump waits for a table that somebody else holds.
        const holding = stack.query('BEGIN; LOCK TABLE kept; SELECT pg_sleep(20); COMMIT;').catch(() => undefined);
        const isDue = async () => {
          const [[waiting] = []] = await stack.query(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND wait_event_type = 'Lock'",
          );
          return waiting !== '0';
        };
        const options = { cwd: place, env: ofStack(), isDue };
        const { code, stderr, seconds } = await interrupted(script('compose.sh'), ['stage', 'backup', 'file'], options);
        assert.equal(code, 130, stderr);
        assert.match(stderr, /compose\.sh: interrupted; nothing was kept/);
        assert.ok(seconds < 10, `${seconds} s`);
        assert.deepEqual(await readdir(place), []);
        await stack.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()",
        );
        await holding;
      });

      it('without space says so, and keeps nothing', async () => {
        const disk = join(folder, 'a small disk');
        const place = { cwd: elsewhere, env: ofStack() };
        const command = [script('compose.sh'), 'stage', 'backup', join(disk, 'file')];
        const { code, stderr, files } = await onSmallDisk(disk, '64k', command, place);
        assert.equal(code, 1, stderr);
        assert.match(stderr, /compose\.sh: the backup failed: the disk of .*a small disk is full; nothing was kept\n$/);
        assert.deepEqual(files, []);
      });
    });
  });
});
