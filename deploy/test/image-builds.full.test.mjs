import assert from 'node:assert/strict';
import { appendFile, chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { layersOf } from './lib/image-layers.mjs';
import { projectName } from './lib/project.mjs';
import { record } from './lib/record.mjs';
import { copySources } from './lib/source-copy.mjs';

/** Any second will do; it is not the one of the commit, so that what is compared was built here. */
const SECOND = 1_234_567_890;
const DATED = 'Feb 13 2009';

describe('building the images', () => {
  /** @type {string} */
  let sources;
  /** @type {string} */
  let scratch;
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

  /**
   * @param {string} part
   * @param {string} name
   * @param {{ options?: readonly string[], folder?: string }} [how]
   * @returns {Promise<string>} the image's tag
   */
  async function build(part, name, { options = [], folder = sources } = {}) {
    const tag = `${projectName(`image-${part}`)}:${name}`;
    const bases = ['NODE_IMAGE', 'ALPINE_IMAGE'].filter((key) => process.env[key] !== undefined);
    const args = [`SOURCE_DATE_EPOCH=${SECOND}`, ...bases.map((key) => `${key}=${process.env[key]}`)];
    await outputOf(
      'docker',
      ['buildx', 'build', '--quiet', '--load', '--tag', tag, '--file', `Dockerfile.${part}`, ...options]
        .concat(args.flatMap((argument) => ['--build-arg', argument]))
        .concat('.'),
      { cwd: folder },
    );
    tags.add(tag);
    return tag;
  }

  it('gives the same layers for the same sources, whoever builds them and with whatever caches', async () => {
    // Somebody else's machine: other modes, nothing kept from before.
    const elsewhere = join(scratch, 'elsewhere');
    await cp(sources, elsewhere, { recursive: true });
    await chmod(join(elsewhere, 'package.json'), 0o664);
    await chmod(join(elsewhere, 'scripts', 'wait-for-it.sh'), 0o775);
    let milliseconds = 0;
    for (const part of ['backend', 'frontend']) {
      const here = await build(part, 'here');
      await withoutCaches(join(elsewhere, `Dockerfile.${part}`));
      const begin = Date.now();
      const there = await build(part, 'there', { options: ['--no-cache'], folder: elsewhere });
      milliseconds += Date.now() - begin;
      const layers = { here: await layersOf(here), there: await layersOf(there) };
      assert.equal(layers.here.length, 5);
      assert.ok(layers.here.flat().length > 500, `${layers.here.flat().length} lines`);
      assert.deepEqual(layers.there, layers.here, part);
    }
    tell('both images from nothing, packages from the registry', milliseconds, '≤ 180 s');
  });

  it('dates the application by SOURCE_DATE_EPOCH', async () => {
    const tag = await build('frontend', 'dated');
    const list = ['run', '--rm', '--network', 'none', '--entrypoint', 'ls', tag, '-l', '/app/frontend/server.js'];
    assert.match(await outputOf('docker', list), new RegExp(DATED.replaceAll(' ', ' +')));
  });

  it('builds only what a change of the sources concerns', async () => {
    // One that no builder has seen.
    const change = `\nexport const changed = '${Date.now()}';\n`;
    await appendFile(join(sources, 'backend', 'src', 'main.ts'), change);
    await appendFile(join(sources, 'frontend', 'src', 'config', 'variables.ts'), change);
    const begin = Date.now();
    for (const part of ['backend', 'frontend']) await build(part, 'changed');
    tell('both images after a change of the sources', Date.now() - begin, '≤ 45 s');
  });
});

/**
 * @param {string} what
 * @param {number} milliseconds
 * @param {string} [target]
 */
function tell(what, milliseconds, target) {
  const value = `${(milliseconds / 1000).toFixed(0)} s`;
  process.stdout.write(`${what}: ${value}${target === undefined ? '' : ` (target ${target})`}\n`);
  record({ table: 'figure', suite: 'image-builds', what, value, ...(target === undefined ? {} : { target }) });
}

/**
 * Takes the cache mounts out of a Dockerfile: each build then has an empty one.
 *
 * @param {string} file
 */
async function withoutCaches(file) {
  const text = await readFile(file, 'utf8');
  const bare = text.replaceAll(/--mount=type=cache,\S+/g, '');
  assert.notEqual(bare, text);
  await writeFile(file, bare);
}
