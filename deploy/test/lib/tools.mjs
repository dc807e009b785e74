import { findChromium } from '../../../scripts/lib/chromium.mjs';
import { outcomeOf } from './command.mjs';

/** From here on `up --wait`, `!reset` and `COMPOSE_DISABLE_ENV_FILE` are there. */
const LEAST_COMPOSE = [2, 24];

/** What these tests need and this machine lacks, a sentence each, all at once. */
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
