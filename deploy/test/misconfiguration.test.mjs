import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { composedServices, podOf } from './lib/misconfiguration-pods.mjs';
import { scanConfiguration } from './lib/misconfiguration-scan.mjs';

/** @typedef {import('./lib/misconfiguration-scan.mjs').Misconfiguration} Misconfiguration */

const DOCKERFILES = ['Dockerfile.backend', 'Dockerfile.frontend'];
const SHARED = 'docker-compose.yml';
const STRICTEST = 'docker-compose.security.yml';
/** What is brought up together, by the name in docs/security-evidence.md. */
const COMPOSITIONS = {
  dev: [SHARED, 'docker-compose.override.yml'],
  stage: [SHARED, 'docker-compose.stage.yml'],
  prod: [SHARED, 'docker-compose.prod.yml'],
  'dev-strict': [SHARED, 'docker-compose.override.yml', STRICTEST],
  'stage-strict': [SHARED, 'docker-compose.stage.yml', STRICTEST],
  'prod-strict': [SHARED, 'docker-compose.prod.yml', STRICTEST],
};

/** `| KSV-0023 | MEDIUM | dev, stage, prod: gateway | reason |` */
const ROW = /^\| (\w+) \| (MEDIUM|HIGH|CRITICAL) \| ([\w ,*-]+): (\w+) \| .+ \|$/gm;

describe('Trivy’s configuration scan', () => {
  /** @type {string} */
  let folder;
  /** @type {{ found: Misconfiguration[], scanned: string[] }} */
  let scan;
  /** @type {string[]} */
  const pods = [];
  const softened = ['softened/Dockerfile', 'softened/pod.json'];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-trivy-'));
    for (const file of DOCKERFILES) await copyFile(join(root, file), join(folder, file));
    for (const [name, files] of Object.entries(COMPOSITIONS)) {
      // Trivy looks into no folder that is called "dev".
      await mkdir(join(folder, `compose-${name}`));
      for (const [service, settings] of Object.entries(await composedServices(root, files))) {
        const pod = `compose-${name}/${service}.json`;
        await writeFile(join(folder, pod), JSON.stringify(podOf(service, settings), null, 2));
        pods.push(pod);
      }
    }
    await soften();
    scan = await scanConfiguration(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Beside ours, in the same scan: what must be found. */
  async function soften() {
    const [service] = Object.values(await composedServices(root, COMPOSITIONS.prod));
    assert.ok(service);
    const soft = { ...service, user: '0:0', privileged: true, cap_add: ['SYS_ADMIN'], security_opt: [], pid: 'host' };
    await mkdir(join(folder, 'softened'));
    await writeFile(join(folder, 'softened', 'pod.json'), JSON.stringify(podOf('softened', soft)));
    await writeFile(join(folder, 'softened', 'Dockerfile'), 'FROM alpine:latest\nADD . /app\nUSER root\n');
  }

  it('looks at both Dockerfiles and at each service of each environment, with and without the overlay', () => {
    assert.equal(pods.length, 5 * Object.keys(COMPOSITIONS).length);
    assert.deepEqual([...scan.scanned].sort(), [...DOCKERFILES, ...pods, ...softened].sort());
  });

  it('finds nothing in the Dockerfiles, not even of low severity', () => {
    assert.deepEqual(
      scan.found.filter(({ target }) => DOCKERFILES.includes(target)),
      [],
    );
  });

  it('finds nothing above LOW in the compose files but what docs/security-evidence.md has a reason for', async () => {
    const document = await readFile(join(root, 'docs', 'security-evidence.md'), 'utf8');
    const excused = [...document.matchAll(ROW)].flatMap(([, id, severity, environments = '', service]) =>
      environments.split(', ').map((environment) => `${id} ${severity} compose-${environment}/${service}.json`),
    );
    const found = scan.found
      .filter(({ target, severity }) => !softened.includes(target) && !['LOW', 'UNKNOWN'].includes(severity))
      .map(({ id, severity, target }) => `${id} ${severity} ${target}`);
    // A reason for what is no longer found has to go as well.
    assert.deepEqual([...new Set(found)].sort(), excused.sort());
  });

  it('finds what somebody has softened', () => {
    const found = new Set(scan.found.map(({ target, id }) => `${target} ${id}`));
    for (const id of ['KSV001', 'KSV005', 'KSV010', 'KSV012', 'KSV017']) {
      assert.ok(found.has(`softened/pod.json ${id}`), id);
    }
    for (const id of ['DS001', 'DS002', 'DS005']) assert.ok(found.has(`softened/Dockerfile ${id}`), id);
  });
});
