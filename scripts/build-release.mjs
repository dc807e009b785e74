// Writes what a release has beside its images: plimsoll.cjs (the command line as one file, for Node 20.19 and newer), plimsoll-VERSION.tgz
// (the same for `npm install --global FILE`), their SBOM and SHA256SUMS.
//
// Usage: node scripts/build-release.mjs [FOLDER]    (release, where it is left out)
// Exit codes: 0 written; 1 it cannot be.
import { resolve } from 'node:path';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { generateClient } = await import('./lib/build.mjs');
const { install } = await import('./lib/install.mjs');
const { root } = await import('./lib/paths.mjs');
const { Progress } = await import('./lib/progress.mjs');

const target = resolve(process.argv[2] ?? `${root}/release`);
try {
  const progress = new Progress();
  await install(progress);
  await progress.during('Building the release', async () => {
    await generateClient();
    const { writeReleaseFiles } = await import('./lib/release-files.mjs');
    for (const file of await writeReleaseFiles(target)) process.stdout.write(`${file}\n`);
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
