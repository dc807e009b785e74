import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, execute, folderOfTools } from './command.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const TIME = '2026-11-20T10:00:00Z';

/** What was asked of Docker, a call a line: these specs run where there is none. */
const NOTES = 'asked-of-docker';
const DOCKER = `#!/bin/sh
printf '%s\\037' "$@" >>"$NOTES"; echo >>"$NOTES"
case "$1 $2" in
  'buildx inspect') echo "Driver: \${DRIVER:-docker}" ;;
  'run --rm') echo 150000000 ;;
esac`;

const TOOLS = ['bash', 'sh', 'sed', 'awk', 'git', 'date', 'grep', 'head', 'dirname', 'readlink'];

interface Outcome extends Ended {
  /** The arguments of each build. */
  builds: string[][];
}

describe('scripts/build-images.sh', () => {
  let folder: string;
  let tree: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll images '));
    tree = join(folder, 'a tree');
    await mkdir(join(tree, 'scripts', 'lib'), { recursive: true });
    for (const file of ['package.json', 'Dockerfile.backend', 'scripts/build-images.sh', 'scripts/lib/common.sh']) {
      await copyFile(join(root, file), join(tree, file));
    }
    await folderOfTools(join(folder, 'bin'), TOOLS);
    await writeFile(join(folder, 'bin', 'docker'), DOCKER);
    await chmod(join(folder, 'bin', 'docker'), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('tags both images as local, with the version and, where there is one, the commit', async () => {
    const commit = await commitTree();
    const { code, builds, stderr } = await run([]);

    expect([code, stderr]).toEqual([0, '']);
    expect(builds.map((build) => valuesOf(build, '--tag'))).toEqual(
      ['backend', 'frontend'].map((part) => [
        `plimsoll-${part}:local`,
        `plimsoll-${part}:${commit.slice(0, 12)}`,
        `plimsoll-${part}:${version}`,
      ]),
    );
    expect(builds.every((build) => build.includes('--load') && !build.includes('--push'))).toBe(true);
  });

  it('gives the labels the commit, its time and the page of the sources without what is secret in it', async () => {
    const commit = await commitTree();
    await git('remote', 'add', 'origin', 'https://someone:ghp_secret@git.example.org/acme/plimsoll.git');
    const { builds } = await run([]);

    for (const build of builds) {
      expect(valuesOf(build, '--build-arg')).toEqual(
        expect.arrayContaining([
          `VERSION=${version}`,
          `REVISION=${commit}`,
          `CREATED=${TIME}`,
          `SOURCE_DATE_EPOCH=${Date.parse(TIME) / 1000}`,
          'SOURCE=https://git.example.org/acme/plimsoll',
          'URL=https://git.example.org/acme/plimsoll',
          'BASE_NAME=docker.io/library/alpine:3.24',
        ]),
      );
      expect(build.join(' ')).not.toContain('ghp_secret');
    }
  });

  it('does not pass off a changed tree as its commit', async () => {
    const commit = await commitTree();
    await writeFile(
      join(tree, 'package.json'),
      await readFile(join(tree, 'package.json'), 'utf8').then((text) => `${text}\n`),
    );
    const { builds } = await run([]);

    expect(valuesOf(builds[0], '--tag')).toContain(`plimsoll-backend:${commit.slice(0, 12)}-dirty`);
    expect(valuesOf(builds[0], '--build-arg')).toContain(`REVISION=${commit}-dirty`);
  });

  it('builds what is no working tree of git, of an unknown commit', async () => {
    const { code, builds } = await run([]);

    expect(code).toBe(0);
    expect(valuesOf(builds[0], '--tag')).toContain('plimsoll-backend:unknown');
    expect(valuesOf(builds[0], '--build-arg')).toContain('CREATED=1970-01-01T00:00:00Z');
  });

  it('passes bases on that are pinned by digest, and labels the image with it', async () => {
    const ALPINE_IMAGE = `mirror.example.org/alpine:3.24@${DIGEST}`;
    const { builds } = await run([], { ALPINE_IMAGE, NODE_IMAGE: `node:26-alpine3.24@${DIGEST}` });

    for (const build of builds) {
      expect(valuesOf(build, '--build-arg')).toEqual(
        expect.arrayContaining([
          `ALPINE_IMAGE=${ALPINE_IMAGE}`,
          `NODE_IMAGE=node:26-alpine3.24@${DIGEST}`,
          'BASE_NAME=mirror.example.org/alpine:3.24',
        ]),
      );
      expect(valuesOf(build, '--label')).toEqual([`org.opencontainers.image.base.digest=${DIGEST}`]);
    }
  });

  it('pushes only to the registry that was named, with attestations where the builder can', async () => {
    const args = ['--push', 'ghcr.io/acme/plimsoll', '--platform', 'linux/amd64,linux/arm64'];
    const plain = await run(args);
    const able = await run(args, { DRIVER: 'docker-container' });

    expect(valuesOf(plain.builds[1], '--tag')).toEqual([
      'ghcr.io/acme/plimsoll-frontend:unknown',
      `ghcr.io/acme/plimsoll-frontend:${version}`,
    ]);
    expect(plain.builds[0]).toEqual(expect.arrayContaining(['--push', 'linux/amd64,linux/arm64']));
    expect(plain.builds[0]).not.toContain('--load');
    expect(plain.builds[0]).not.toContain('--sbom=true');
    expect(able.builds[0]).toEqual(expect.arrayContaining(['--sbom=true', '--provenance=mode=max']));
  });

  it.each([
    [['--no-such-option'], 'there is no option --no-such-option'],
    [['backend'], 'there is no option backend'],
    [['--push'], '--push needs a value'],
    [['--platform', '--pull'], '--platform needs a value'],
    [['--platform', 'linux/amd64,linux/arm64'], 'can only be pushed'],
    [['--push', 'ghcr.io/Acme; rm'], 'is no name of an image'],
    [['--push', 'ghcr.io/acme/plimsoll', '--compare'], 'what is compared is not pushed'],
  ])('refuses %j with 2, before anything is built', async (args, why) => {
    const { code, stdout, stderr, builds } = await run(args);

    expect([code, stdout, builds]).toEqual([2, '', []]);
    expect(stderr).toContain(why);
    expect(stderr).toContain('--help');
  });

  it('explains itself without Docker', async () => {
    await rm(join(folder, 'bin', 'docker'));
    const { code, stdout } = await run(['--help']);

    expect(code).toBe(0);
    expect(stdout).toContain('Usage: scripts/build-images.sh');
    expect(stdout).toContain('Exit codes:');
  });

  it('says that Docker is missing, with 1', async () => {
    await rm(join(folder, 'bin', 'docker'));
    const { code, stderr } = await run([]);

    expect(code).toBe(1);
    expect(stderr).toContain('docker is not installed');
  });

  it('says which image could not be built, with 1', async () => {
    await writeFile(join(folder, 'bin', 'docker'), '#!/bin/sh\ncase "$2" in build) exit 17 ;; esac\n');
    const { code, stderr, stdout } = await run([]);

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('the backend image could not be built');
  });

  /** With nothing on the PATH but what the script needs, so that no real Docker is met. */
  async function run(args: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> {
    const notes = join(folder, NOTES);
    await writeFile(notes, '');
    const env = {
      PATH: join(folder, 'bin'),
      HOME: folder,
      NOTES: notes,
      GIT_CEILING_DIRECTORIES: folder,
      ...variables,
    };
    const script = join(tree, 'scripts', 'build-images.sh');
    const result = await execute('bash', [script, ...args], { env, cwd: folder });
    const calls = (await readFile(notes, 'utf8')).split('\n').map((line) => line.split('\u001f').slice(0, -1));
    return { ...result, builds: calls.filter(([first, second]) => first === 'buildx' && second === 'build') };
  }

  async function commitTree(): Promise<string> {
    await git('init', '--quiet');
    await git('add', '.');
    await git('-c', 'user.name=Spec', '-c', 'user.email=spec@example.org', 'commit', '--quiet', '--message', 'All');
    return (await git('rev-parse', 'HEAD')).trim();
  }

  async function git(...args: string[]): Promise<string> {
    const env = { ...process.env, GIT_COMMITTER_DATE: TIME, GIT_AUTHOR_DATE: TIME };
    const { code, stdout, stderr } = await execute('git', args, { env, cwd: tree });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  }
});

function valuesOf(build: readonly string[] | undefined, option: string): string[] {
  return (build ?? []).filter((_, index, all) => all[index - 1] === option);
}
