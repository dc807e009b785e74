import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const LICENCE = /^(licen[cs]e|notice|copying)/i;

/**
 * Keeps name, version and licence of each bundled package, under `NAME@VERSION/`: their licences ask for it, and a
 * scanner that looks for package.json would otherwise believe that the image has no dependencies.
 *
 * @param {readonly string[]} folders of the packages
 * @param {string} target
 */
export async function recordPackages(folders, target) {
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const record = join(target, `${name}@${version}`);
    await mkdir(record, { recursive: true });
    await writeFile(join(record, 'package.json'), `${JSON.stringify({ name, version, license }, null, 2)}\n`);
    for (const file of await licencesIn(folder)) await copyFile(file, join(record, basename(file)));
  }
}

/** @param {string} folder */
export async function licencesIn(folder) {
  const files = await readdir(folder, { withFileTypes: true });
  return files.filter((file) => file.isFile() && LICENCE.test(file.name)).map((file) => join(folder, file.name));
}
