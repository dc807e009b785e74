import { outputOf } from './command.mjs';

const IMAGES = ['plimsoll-backend:local', 'plimsoll-frontend:local'];

/** @typedef {{ image: string, application: number, node: number, added: number }} ImageSize in bytes */

/**
 * What the images add to their base: layers belong to the base or they do not.
 *
 * @returns {Promise<ImageSize[]>}
 */
export async function imageSizes() {
  const base = process.env['ALPINE_IMAGE'] ?? 'alpine:3.24';
  const baseSize = await sizeOf(base);
  return Promise.all(
    IMAGES.map(async (image) => {
      const added = (await sizeOf(image)) - baseSize;
      const application = await bytesBelow(image, '/app');
      return { image, application, node: added - application, added };
    }),
  );
}

/** @param {string} image */
async function sizeOf(image) {
  return Number(await outputOf('docker', ['image', 'inspect', '--format', '{{.Size}}', image]));
}

/**
 * The sum of the files' lengths, whatever the file system's blocks are.
 *
 * @param {string} image
 * @param {string} path
 */
async function bytesBelow(image, path) {
  const list = `find ${path} -type f -exec stat -c %s {} + | awk '{ sum += $1 } END { printf "%d", sum }'`;
  const args = ['run', '--rm', '--network', 'none', '--entrypoint', 'sh', image, '-c', list];
  return Number(await outputOf('docker', args));
}
