import { spawn } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { outputOf } from './command.mjs';

/** @typedef {{ components: string[], from: string, to: string }} Upgrade */
/** @typedef {{ name: string, kind: string, rules: string[], origin: string | null, place: string | null, component: string | null, broughtInBy: string[] }} Finding */
/** @typedef {{ environment: string, outcome: string, reasons: { rule: string, message: string }[], findings: Finding[], upgrades: Upgrade[], lines: { where: string, text: string }[], outcomeAfter?: string }} Verdict */
/** @typedef {{ subject: string, image: string, digest: string, reports: string, verdicts: [Verdict], server: { outcome: string, link: string }[], error?: { exitCode: number, message: string } }} Line */
/** @typedef {{ code: number | null, stdout: string, stderr: string }} Ended */

export const SCRIPT = join(root, 'scripts', 'security-scan.sh');

/** The cache of the Trivy at hand, whatever else a test sets. */
export const TRIVY_CACHE = process.env['TRIVY_CACHE_DIR'] ?? join(homedir(), '.cache', 'trivy');

export const POLICY = `version: 1
environments:
  prod:
    vulnerabilities: { critical: 0, high: 0, onlyFixable: true }
    secrets: { critical: 0, high: 0 }
    misconfigurations: { critical: 0, high: 0 }
    evidence: { databaseAge: 5d }
`;

/**
 * What --json wrote.
 *
 * @param {string} stdout
 * @returns {Line[]}
 */
export function linesOf(stdout) {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/**
 * A folder for PATH with a scanner that copies a report which a real one wrote: at once, so that what is seen is the
 * script. `first` is shell that runs before.
 *
 * @param {string} folder
 * @param {'trivy' | 'grype'} tool
 * @param {string} report
 * @param {string} [first]
 */
export async function replayingScanner(folder, tool, report, first = '') {
  await mkdir(folder, { recursive: true });
  const option = tool === 'trivy' ? '--output' : '--file';
  await writeFile(
    join(folder, tool),
    `#!/usr/bin/env bash
set -euo pipefail
if [[ $* == *--help* ]]; then
  echo ' --scanners (vuln,config,secret,license)'
  exit
fi
${first}
while (($# > 1)); do
  if [[ $1 == ${option} ]]; then cp '${report}' "$2"; fi
  shift
done
`,
  );
  await chmod(join(folder, tool), 0o755);
  return folder;
}

/**
 * A folder for PATH that holds these programs of the machine and nothing else.
 *
 * @param {string} folder
 * @param {readonly string[]} names
 */
export async function toolsAlone(folder, names) {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const path = (await outputOf('sh', ['-c', 'command -v "$1"', 'sh', name])).trim();
    await symlink(path, join(folder, name));
  }
  return folder;
}

/** What the script itself needs of a system. */
export const SYSTEM_TOOLS = (
  'bash node basename cat cksum cp cut df dirname env find grep id mkdir mkfifo mktemp mv ' +
  'readlink rm sed setpriv sh sleep stat stty tail tar tr'
).split(' ');

/**
 * The script as a group of processes of its own, as a terminal starts it.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export function startScan(args, { cwd, env = {} }) {
  const child = spawn('bash', [SCRIPT, ...args], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true', PLIMSOLL_URL: '', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text));
  /** @type {Promise<Ended>} */
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { pid: /** @type {number} */ (child.pid), ended };
}
