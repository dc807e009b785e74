import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { layersOf } from './lib/image-layers.mjs';
import { projectName } from './lib/project.mjs';
import { copySources } from './lib/source-copy.mjs';

/** Any second will do. */
const SECOND = 1_234_567_890;

/** What must not be sent to a builder, and lies about on the machines of people who build. */
const PLANTED = [
  '.env',
  '.git/config',
  '.data/postgres/PG_VERSION',
  'secrets/prod/secret_key',
  'node_modules/left-pad/index.js',
  'reports/trivy.json',
  'backend/.env',
  'backend/bundle/main.js',
  'backend/dist/main.js',
  'backend/node_modules/pg/index.js',
  'backend/src/.env.local',
  'backend/src/core/node_modules/left-pad/index.js',
  'backend/src/core/trivy-report.json',
  'backend/src/secrets/database_url',
  'backend/prisma/server.key',
  'deploy/image/.env',
  'frontend/.next/BUILD_ID',
  'frontend/src/debug.log',
  'frontend/test-results/trace.zip',
];

describe('what the images are built from, and how builds are compared', () => {
  /** @type {string} */
  let scratch;
  /** @type {string} */
  let sources;
  const tags = new Set();
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'plimsoll-builds-'));
    sources = await copySources();
  });
  after(async () => {
    for (const tag of tags) await outcomeOf('docker', ['image', 'rm', '--force', tag]);
    await rm(scratch, { recursive: true, force: true });
    if (sources !== undefined) await rm(sources, { recursive: true, force: true });
  });

  it('sends nothing to the builder that the Dockerfiles do not copy', async () => {
    for (const path of PLANTED) {
      await mkdir(join(sources, dirname(path)), { recursive: true });
      await writeFile(join(sources, path), 'not for a builder');
    }
    await writeFile(join(scratch, 'Dockerfile'), 'FROM scratch\nCOPY . /\n');
    const sent = join(scratch, 'sent');
    const output = ['--output', `type=local,dest=${sent}`];
    await outputOf('docker', ['buildx', 'build', '--quiet', '--file', join(scratch, 'Dockerfile'), ...output, sources]);
    const list = await filesIn(sent);
    assert.deepEqual(
      PLANTED.filter((path) => list.includes(path)),
      [],
    );
    const dockerfiles = ['Dockerfile.backend', 'Dockerfile.frontend'].map((name) => join(sources, name));
    const copied = (await Promise.all(dockerfiles.map(copiedBy))).flat();
    assert.ok(list.length > 300, `${list.length} files`);
    assert.deepEqual(
      list.filter((path) => !copied.some((source) => path === source || path.startsWith(`${source}/`))),
      [],
    );
  });

  it('would see one byte, mode, owner or second that differs in a layer, and no other order of its files', async () => {
    const folder = join(scratch, 'layer');
    await mkdir(folder);
    await writeFile(join(folder, 'a'), 'one');
    await writeFile(join(folder, 'b'), 'two');
    /** @param {string} name @param {string[]} args */
    const layersWith = async (name, args) => {
      const archive = join(scratch, `${name}.tar`);
      const tag = `${projectName('image-layer')}:${name}`;
      const form = ['--format=ustar', '--owner=0', '--group=0', '--numeric-owner', `--mtime=@${SECOND}`];
      await outputOf('tar', ['--create', '--file', archive, '--directory', folder, ...form, ...args]);
      await outputOf('docker', ['import', archive, tag]);
      tags.add(tag);
      return layersOf(tag);
    };
    const layers = await layersWith('first', ['a', 'b']);
    assert.deepEqual(await layersWith('order', ['b', 'a']), layers);
    assert.notDeepEqual(await layersWith('mode', ['--mode=0700', 'a', 'b']), layers);
    assert.notDeepEqual(await layersWith('owner', ['--owner=1', 'a', 'b']), layers);
    assert.notDeepEqual(await layersWith('second', [`--mtime=@${SECOND + 1}`, 'a', 'b']), layers);
    await writeFile(join(folder, 'b'), 'TWO');
    assert.notDeepEqual(await layersWith('byte', ['a', 'b']), layers);
  });
});

/**
 * Sources of COPY in the context, not in another stage.
 *
 * @param {string} dockerfile
 */
async function copiedBy(dockerfile) {
  const lines = (await readFile(dockerfile, 'utf8')).split('\n').filter((line) => /^(COPY|ADD) (?!--from)/.test(line));
  return lines.flatMap((line) => line.trim().split(/\s+/).slice(1, -1));
}

/** @param {string} folder */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
