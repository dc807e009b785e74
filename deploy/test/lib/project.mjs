import { outcomeOf, outputOf } from './command.mjs';

/** Whose stacks these are: the runner tells each of its suites, one that is run on its own counts for itself. */
export const RUN_VARIABLE = 'PLIMSOLL_TEST_RUN';

const PREFIX = 'plimsoll-test-';
const KINDS = /** @type {const} */ (['container', 'network', 'volume']);

/** @typedef {{ kind: (typeof KINDS)[number], id: string, project: string }} Leftover */

/**
 * The name of a compose project that no other run on this machine has, and that says which process answers for it.
 *
 * @param {string} name
 */
export function projectName(name) {
  return `${PREFIX}${process.env[RUN_VARIABLE] ?? process.pid}-${name}`;
}

/**
 * What RUN_VARIABLE is for a suite of this run: what the one has left behind is not taken from another that runs beside it.
 *
 * @param {string} suite
 */
export function runOfSuite(suite) {
  return `${process.pid}-${suite.replaceAll(/[^a-z0-9]+/g, '_')}`;
}

/**
 * What Docker has of the projects that the condition holds for.
 *
 * @param {(project: string) => boolean} isMeant
 * @returns {Promise<Leftover[]>}
 */
export async function leftovers(isMeant) {
  /** @type {Leftover[]} */
  const found = [];
  for (const kind of KINDS) {
    const list = kind === 'container' ? ['container', 'ls', '--all'] : [kind, 'ls'];
    const id = kind === 'volume' ? '{{.Name}}' : '{{.ID}}';
    const format = `${id} {{.Label "com.docker.compose.project"}}`;
    const lines = await outputOf('docker', [
      ...list,
      '--filter',
      'label=com.docker.compose.project',
      '--format',
      format,
    ]);
    for (const line of lines.trim().split('\n')) {
      const [id = '', project = ''] = line.split(' ');
      if (project.startsWith(PREFIX) && isMeant(project)) found.push({ kind, id, project });
    }
  }
  return found;
}

/**
 * Takes away what is left of runs: of one, or of those whose process is no more.
 *
 * @param {(project: string) => boolean} isMeant
 * @returns {Promise<Leftover[]>} what there was
 */
export async function sweep(isMeant) {
  const found = await leftovers(isMeant);
  for (const { kind, id } of found) {
    const remove = kind === 'container' ? ['container', 'rm', '--force', '--volumes'] : [kind, 'rm'];
    await outcomeOf('docker', [...remove, id]);
  }
  return found;
}

/**
 * @param {string} project
 * @param {string} run
 */
export function isOfRun(project, run) {
  return project.startsWith(`${PREFIX}${run}-`);
}

/**
 * Whether the process that started a project is gone, killed before it could clear up.
 *
 * @param {string} project
 */
export function isAbandoned(project) {
  const [, pid] = /^plimsoll-test-(\d+)-/.exec(project) ?? [];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
