import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { checkReport } from './check-report.js';
import { composeProblems } from './compose-checks.js';

const COMPOSE_FILE = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;

/** So deep, and no deeper, compose files are looked for. */
const DEEPEST = 8;

/** Checks every compose file of a source tree, and writes what is wrong as SARIF. `skip` are folders of the tree. */
export async function scanComposeFiles(
  tree: string,
  skip: readonly string[],
  report: string,
  plimsollVersion: string,
): Promise<void> {
  const files = await composeFilesIn(tree, tree, new Set(skip.map((each) => each.replace(/^\.\/|\/+$/g, ''))), 0);
  const found = await Promise.all(
    files.map(async (file) =>
      composeProblems(await readFile(join(tree, file), 'utf8')).map((problem) => ({ file, ...problem })),
    ),
  );
  const problems = found.flat().map(({ file, rule, title, line }) => ({ rule, title, place: { file, line } }));
  await writeFile(report, checkReport('compose', problems, plimsollVersion));
}

async function composeFilesIn(
  tree: string,
  folder: string,
  skip: ReadonlySet<string>,
  depth: number,
): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && COMPOSE_FILE.test(entry.name)) found.push(relative(tree, path));
    const isLookedInto = entry.isDirectory() && depth < DEEPEST && !skip.has(relative(tree, path));
    if (isLookedInto) found.push(...(await composeFilesIn(tree, path, skip, depth + 1)));
  }
  return found.toSorted();
}
