import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isShellScript } from './checks.mjs';
import { root } from './paths.mjs';

const executed = promisify(execFile);

/** Specs that read whole folders, and so name no single file: what they are about, and where they are. */
const READERS = /** @type {const} */ ([
  [/^(docs\/|[^/]+\.md$)/, ['documents', 'documented-commands', 'security-document', 'generated-files']],
  [
    /^backend\/(src\/.*\.(dto|controller)\.ts|src\/(config|core\/policy)\/|generators\/|openapi\.json)/,
    ['generated-files'],
  ],
  [
    /^(docker-compose|Dockerfile|deploy\/|gateway\/|frontend\/src\/(config|lib\/api)\/)|permissions\.ts$/,
    ['generated-files'],
  ],
  [/^(backend\/bench\/|scripts\/(bench|lib\/bench-arguments)\.mjs$)/, ['bench']],
  [/^scripts\/.*\.sh$/, ['scripts', 'script-headers']],
  [/^(\.github\/|action\.yml$)/, ['workflows', 'action']],
  [/^backend\/prisma\//, ['migrate', 'catalogue', 'application-role']],
  [/^deploy\/admission\//, ['admission-policies']],
  [/^(Dockerfile|\.dockerignore|deploy\/image\/)/, ['build-context']],
]);

const INTEGRATION = 'backend/test/integration';
const E2E = 'backend/test/e2e';

/**
 * The files that were changed, added or taken away, those that git does not know yet included; their paths begin at the root.
 *
 * @param {string} since a revision; nothing for where this branch has left main
 * @throws {RangeError} where there is no such revision
 */
export async function changedFiles(since) {
  const base = since === '' ? await whereMainWasLeft() : await commit(since);
  const lists = await Promise.all([
    git('diff', '--name-only', '--no-renames', '-z', base),
    git('ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  return [...new Set(lists.join('').split('\0'))].filter((path) => path !== '').sort();
}

/**
 * What each suite has to look at because of these files, as paths from the root.
 *
 * @param {readonly string[]} files
 * @param {string} [from] the folder that they are in
 * @returns {Promise<Record<string, readonly string[]>>}
 */
export async function concerned(files, from = root) {
  const present = files.filter((path) => existsSync(join(from, path)));
  return {
    lint: present.filter((path) => /\.(ts|tsx|mjs|js|json|css|md|ya?ml)$/.test(path)),
    types: files.filter((path) => /\.(ts|tsx|mjs|prisma)$|tsconfig.*\.json$/.test(path)),
    unit: present.filter((path) => /^backend\/src\/.*\.ts$/.test(path)),
    integration: await specsOf(INTEGRATION, files, from),
    e2e: await specsOf(E2E, files, from),
    browser: present.filter((path) => /^frontend\/e2e\/.*\.spec\.ts$/.test(path)),
    shell: present.filter((path) => isShellScript(join(from, path))),
  };
}

/**
 * Those that were changed, that import what was changed, that name it, or that read the folder which it is in.
 *
 * @param {string} folder
 * @param {readonly string[]} files
 * @param {string} from
 */
async function specsOf(folder, files, from) {
  const readers = new Set(
    READERS.flatMap(([pattern, names]) =>
      files.some((path) => pattern.test(path)) ? names.map((name) => `${INTEGRATION}/${name}.spec.ts`) : [],
    ),
  );
  const specs = [];
  const names = await readdir(join(from, folder)).catch(() => []);
  for (const path of names.filter((name) => name.endsWith('.spec.ts')).map((name) => `${folder}/${name}`)) {
    const isMeant = files.includes(path) || readers.has(path);
    if (isMeant || namesOneOf(files, path, await readFile(join(from, path), 'utf8'))) specs.push(path);
  }
  return specs;
}

/**
 * @param {readonly string[]} files
 * @param {string} spec its path
 * @param {string} text
 */
function namesOneOf(files, spec, text) {
  const strings = [...text.matchAll(/'([^'\n]+\/[^'\n]+|[\w.-]+\.\w+)'/g)].map(([, string = '']) => string);
  const paths = strings.flatMap((string) => {
    if (string.startsWith('#backend/')) return [string.replace('#backend/', 'backend/src/').replace(/\.js$/, '.ts')];
    if (!string.startsWith('.')) return [string];
    const path = relative('/', resolve('/', dirname(spec), string));
    return [path, path.replace(/\.js$/, '.ts')];
  });
  return paths.some((path) => files.includes(path));
}

/** @param {string} revision */
async function commit(revision) {
  const found = await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`).catch(() => '');
  if (found === '') throw new RangeError(`No such revision: ${revision}.`);
  return found.trim();
}

/** On main itself, where nothing has been left, that is its last commit. */
async function whereMainWasLeft() {
  for (const main of ['main', 'origin/main']) {
    const base = await git('merge-base', 'HEAD', main).catch(() => '');
    if (base !== '') return base.trim();
  }
  return 'HEAD';
}

/** @param {string[]} args */
async function git(...args) {
  const { stdout } = await executed('git', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
