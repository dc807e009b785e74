import { mkdir, open, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

const LATEST = 'latest';

/**
 * The folder of reports: IMAGE/DIGEST/TIME, and IMAGE/latest. What is found there is whole: a folder is moved in when
 * everything in it is written and has reached the disk, and `latest` is switched after that, each at once.
 */
export class ReportShelf {
  constructor(private readonly root: string) {}

  /** Moves a folder in and gives its place. `at` is ISO 8601. */
  async file(folder: string, { image, digest, at }: { image: string; digest: string; at: string }): Promise<string> {
    const shelf = join(this.root, ...segmentsOf(image));
    const place = join(shelf, digest.replace(':', '-'), at.replace(/\.\d+/, '').replaceAll(':', '-'));
    await mkdir(dirname(place), { recursive: true });
    for (const name of await readdir(folder)) await flush(join(folder, name));
    const moved = await moveTo(folder, place);
    await pointTo(moved, join(shelf, LATEST));
    return moved;
  }
}

/** Folders that every system can hold and archives take: a registry's port is no drive or stream. */
function segmentsOf(image: string): string[] {
  return image
    .split('/')
    .map((segment) => segment.replaceAll(/[^A-Za-z0-9._-]/g, '_'))
    .filter((segment) => segment !== '' && !/^\.+$/.test(segment))
    .map((segment) => (segment === LATEST ? `_${segment}` : segment));
}

/** Two scans may end within a second, of one run or of two: the later gets a place of its own. */
async function moveTo(folder: string, place: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? place : `${place}-${number}`;
    try {
      await rename(folder, free);
      return free;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A link cannot be changed, but another can take its name. */
async function pointTo(place: string, link: string): Promise<void> {
  const next = `${link}.${process.pid}`;
  await rm(next, { force: true });
  await symlink(relative(dirname(link), place), next);
  await rename(next, link);
}
