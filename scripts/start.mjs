#!/usr/bin/env node
// npm start: installs, builds what is stale, and runs PostgreSQL, API and web console until Ctrl-C.
// npm run dev: the same with reload (--dev).
//
// Exit codes: 0 stopped by the user, 1 a part failed, 130 interrupted while starting.
// Environment: WEB_PORT, API_PORT, PLIMSOLL_DATA_DIR, DATABASE_URL; .env.example lists the rest.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireNode } from './lib/require-node.mjs';

requireNode();
const { install } = await import('./lib/install.mjs');
const { buildBackend, buildBundle, buildFrontend } = await import('./lib/build.mjs');
const { loadEnvironmentFile } = await import('./lib/environment.mjs');
const { backend, root } = await import('./lib/paths.mjs');
const { stopWithParent } = await import('./lib/parent.mjs');
const { Progress } = await import('./lib/progress.mjs');

const isDevelopment = process.argv.includes('--dev');
const progress = new Progress();

async function start() {
  stopWithParent();
  loadEnvironmentFile();
  await install(progress);
  const built = isDevelopment ? 'dist' : 'bundle';
  if (isDevelopment) await buildBackend(progress);
  else await allOf([buildBundle(progress), buildFrontend(progress)]);
  /** @type {typeof import('../backend/src/launcher/launch.js')} */
  const { launch } = await import(pathToFileURL(join(backend, built, 'launcher', 'launch.js')).href);
  return launch({
    mode: isDevelopment ? 'development' : 'production',
    root,
    env: process.env,
    onProgress: (/** @type {string} */ step) => progress.say(step),
    onReady: greet,
  });
}

/**
 * The first that fails is told once nothing runs any longer.
 *
 * @param {readonly Promise<void>[]} works
 */
async function allOf(works) {
  await Promise.allSettled(works);
  await Promise.all(works);
}

/** @param {import('../backend/src/launcher/stack.js').RunningStack} stack */
function greet({ webUrl, apiUrl, dataDir, setupLink }) {
  const [web, api] = [webUrl, apiUrl].map((url) => url.replace('127.0.0.1', 'localhost'));
  process.stdout.write(`
  Plimsoll is running.

    Web console   ${web}
    API           ${api}   described at ${api}/api/openapi.json
    Data          ${process.env['DATABASE_URL'] ? 'in the database that DATABASE_URL names' : dataDir}
    Logs          ${join(dataDir, 'logs')}
${setupLink === null ? '' : invitation(setupLink)}
  Send a first report: drop docs/samples/api-1.4.0.trivy.json on ${web}/send, or

    TOKEN=$(./plimsoll token create --name first --permissions report:write,gate:read --expires 30d)
    curl --data-binary @docs/samples/api-1.4.0.trivy.json --header "Authorization: Bearer $TOKEN" '${api}/api/v1/reports'

  Ctrl-C stops everything; the data stays.

`);
}

/** @param {string} setupLink */
function invitation(setupLink) {
  return `
  Create the administrator account (the link works once and expires in 30 minutes):

    ${setupLink}
`;
}

try {
  process.exitCode = await start();
} catch (error) {
  const isExplained = error instanceof Error && ['LaunchError', 'StepError'].includes(error.name);
  process.stderr.write(`\n${isExplained ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
