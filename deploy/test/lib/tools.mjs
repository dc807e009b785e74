import { readFile } from 'node:fs/promises';
import { findChromium } from '../../../testkit/chromium/find-chromium.mjs';
import { outcomeOf } from './command.mjs';

/** From here on `up --wait`, `!reset` and `COMPOSE_DISABLE_ENV_FILE` are there. */
const LEAST_COMPOSE = [2, 24];

/** What single suites drive besides, and whence one gets it. */
const SOURCES = /** @type {Readonly<Record<string, string>>} */ ({
  trivy: 'https://trivy.dev/docs/latest/getting-started/',
  cosign: 'https://docs.sigstore.dev/cosign/system_config/installation/',
  'docker-registry': 'the package docker-registry of Debian',
  skopeo: 'it is in most distributions',
  npm: 'https://nodejs.org',
  unshare: 'the package util-linux of Debian',
  gitleaks: 'the package gitleaks of Debian',
  git: 'https://git-scm.com',
});

/**
 * Throws where one of them is missing: a suite that cannot run has failed.
 *
 * @param {readonly string[]} names
 */
export async function requireTools(names) {
  const missing = await missingOf(names);
  if (missing.length > 0) throw new Error(missing.join(' '));
}

/**
 * What a suite requires in its own words, `requireTools([…])`, and this machine lacks, a sentence each: so that it need not
 * be started to find out.
 *
 * @param {string} file
 */
export async function missingToolsOf(file) {
  const [, listed = ''] = /\brequireTools\(\[([^\]]*)\]\)/.exec(await readFile(file, 'utf8')) ?? [];
  return missingOf([...listed.matchAll(/'([^']+)'/g)].map(([, name = '']) => name));
}

/** @param {readonly string[]} names */
async function missingOf(names) {
  /** @type {string[]} */
  const sentences = [];
  for (const name of names) {
    const { code } = await outcomeOf('sh', ['-c', 'command -v "$1"', 'sh', name]);
    if (code !== 0) sentences.push(`${name} is not installed: ${SOURCES[name] ?? 'see docs/testing.md'}.`);
  }
  return sentences;
}

/** What all of these tests need and this machine lacks, a sentence each, all at once. */
export async function missingTools() {
  const docker = await dockerProblem();
  const problems = docker === undefined ? [await composeProblem(), await buildxProblem()] : [docker];
  return [...problems, await opensslProblem(), await chromiumProblem()].filter((sentence) => sentence !== undefined);
}

async function dockerProblem() {
  const { code, stderr } = await outcomeOf('docker', ['version', '--format', '{{.Server.Version}}']).catch(notThere);
  if (code === null) return 'Docker is not installed: https://docs.docker.com/engine/install/';
  return code === 0 ? undefined : `The Docker engine does not answer: ${stderr.trim()}`;
}

async function composeProblem() {
  const { code, stdout } = await outcomeOf('docker', ['compose', 'version', '--short']);
  if (code !== 0) return 'Docker Compose v2 is missing: https://docs.docker.com/compose/install/';
  const [major = 0, minor = 0] = stdout.trim().replace(/^v/, '').split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_COMPOSE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `Docker Compose ${LEAST_COMPOSE.join('.')} or newer is needed; this is ${stdout.trim()}.`;
}

async function buildxProblem() {
  const { code } = await outcomeOf('docker', ['buildx', 'version']);
  return code === 0 ? undefined : 'docker buildx is missing: https://docs.docker.com/build/install-buildx/';
}

async function opensslProblem() {
  const { code } = await outcomeOf('openssl', ['version']).catch(notThere);
  return code === 0 ? undefined : 'openssl is missing, with which the certificate for prod is made.';
}

async function chromiumProblem() {
  try {
    await findChromium();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function notThere() {
  return { code: null, stdout: '', stderr: '' };
}
