import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from './command.mjs';

/**
 * What each layer of an image holds: type, mode, owner, size, time, name and contents of all that is in it.
 *
 * The entries are sorted. In which order they lie in the layer's archive is the engine's own affair: with its classic image
 * store, "page.js" comes before what is in "page/" or after it, as the layers below were new to it or not
 * (https://github.com/moby/moby/issues/43540), and the layer's digest with it.
 *
 * @param {string} image
 * @returns {Promise<string[][]>} by layer, the base's first
 */
export async function layersOf(image) {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-layers-'));
  try {
    const saved = join(folder, 'image.tar');
    await outputOf('docker', ['image', 'save', '--output', saved, image]);
    await outputOf('tar', ['--extract', '--file', saved, '--directory', folder]);
    const [{ Layers: archives }] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    /** @type {string[][]} */
    const layers = [];
    for (const [index, archive] of archives.entries()) {
      layers.push(await entriesOf(join(folder, archive), join(folder, `layer-${index}`)));
    }
    return layers;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * @param {string} archive
 * @param {string} folder where it is unpacked, to be made
 */
async function entriesOf(archive, folder) {
  const listed = await outputOf('tar', ['--list', '--verbose', '--full-time', '--numeric-owner', '--file', archive]);
  await mkdir(folder);
  await outputOf('tar', ['--extract', '--no-same-owner', '--file', archive, '--directory', folder]);
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return `${path.slice(folder.length)} ${createHash('sha256')
        .update(await readFile(path))
        .digest('hex')}`;
    }),
  );
  return [...listed.trimEnd().split('\n'), ...contents].toSorted();
}
