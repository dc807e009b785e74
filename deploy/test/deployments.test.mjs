import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { Server } from './lib/deployments-server.mjs';
import { SHIPPING_POLICY } from './lib/shipping-policy.mjs';
import { Registry } from './lib/shipping-registry.mjs';
import { buildImage, makeFolder, removeFolder, removeImages, script } from './lib/shipping-tools.mjs';
import { requireTools } from './lib/tools.mjs';

/** @typedef {import('./lib/command.mjs').Outcome} Outcome */
/** @typedef {{ id: string, image: string, digest: string, artifactId: string, environment: string, tag: string | null, source: string, recordedAt: string, recordedBy: { kind: string, name: string }, endedAt: string | null }} Deployment */

describe('promote records what runs where', () => {
  /** @type {string} */
  let folder;
  /** @type {Registry} */
  let registry;
  /** @type {Server} */
  let server;
  /** @type {string} by digest */
  let pushed;
  /** @type {{ pipeline: string, gate: string }} */
  let tokens;
  const name = `plimsoll-test-deployments-${process.pid}`;

  before(async () => {
    await requireTools(['cosign', 'docker-registry', 'trivy']);
    folder = await makeFolder();
    const policy = join(folder, 'security-config.yml');
    await writeFile(policy, SHIPPING_POLICY);
    registry = await Registry.start(folder);
    server = await Server.start(join(folder, 'server'), policy);
    tokens = {
      pipeline: await server.token('report:write', 'gate:read', 'deployment:write', 'deployment:read'),
      gate: await server.token('gate:read'),
    };
    await outputOf('cosign', ['generate-key-pair'], { cwd: folder, env: { ...process.env, COSIGN_PASSWORD: '' } });
    const context = join(folder, 'image');
    await mkdir(context);
    await writeFile(join(context, 'file'), 'nothing that anybody could have found anything in');
    await buildImage(`${name}:good`, context, 'COPY file /file\nUSER 1001:1001');
    pushed = (await done(setup(['push', `${name}:good`]))).stdout.trim();
    await done(script('security-scan.sh', ['--offline', '--quiet', `${name}:good`], { cwd: folder }));
    // Scanned before it had a digest; the server gets to know it by that of the push.
    await done(setup(['sign', pushed, '--report', join('reports', name, 'latest')], told()));
  });
  after(async () => {
    await server?.stop();
    await registry?.stop();
    await removeImages([`${name}:good`, `${registry?.host}/${name}:good`]);
    await removeFolder(folder);
  });

  /** @param {Promise<Outcome>} running */
  async function done(running) {
    const outcome = await running;
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
    return outcome;
  }

  const told = (token = tokens.pipeline) => ({ PLIMSOLL_URL: server.url, PLIMSOLL_TOKEN: token });

  /**
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  function setup(args, env = {}) {
    const own = { REGISTRY: registry.host, COSIGN_KEY: join(folder, 'cosign.key'), COSIGN_PASSWORD: '' };
    const trust = { PLIMSOLL_VERIFY_KEY: join(folder, 'cosign.pub'), DOCKER_CONFIG: join(folder, 'docker') };
    return script('registry-setup.sh', args, { cwd: folder, env: { ...own, ...trust, ...env } });
  }

  /**
   * @param {string} environment
   * @returns {Promise<Deployment[]>}
   */
  async function recorded(environment) {
    const answer = await fetch(`${server.url}/api/v1/deployments?environment=${environment}`, {
      headers: { Authorization: `Bearer ${tokens.pipeline}` },
    });
    assert.equal(answer.status, 200);
    return /** @type {{ items: Deployment[] }} */ (await answer.json()).items;
  }

  const digest = () => pushed.slice(pushed.indexOf('@') + 1);

  it('with --dry-run says so, and neither tags nor records', async () => {
    const { stdout } = await done(setup(['promote', pushed, 'prod', '--dry-run'], told()));
    assert.match(stdout, /would tag .*\n.*would tell http:\/\/127\.0\.0\.1:\d+ that it runs in prod/);
    await assert.rejects(registry.manifest(name, 'prod'), /404/);
    assert.deepEqual(await recorded('prod'), []);
  });

  it('tags nothing while the server does not answer', async () => {
    await server.pause();
    try {
      const { code, stderr } = await setup(['promote', pushed, 'prod'], told());
      assert.equal(code, 4);
      assert.match(stderr, /127\.0\.0\.1:\d+ does not answer/);
      await assert.rejects(registry.manifest(name, 'prod'), /404/);
    } finally {
      await server.resume();
    }
  });

  it('tags nothing that the server knows nothing of', async () => {
    const { code, stderr } = await setup(['promote', pushed, 'prod'], { ...told(), PLIMSOLL_PROJECT: 'elsewhere' });
    assert.equal(code, 4);
    assert.match(stderr, /No report has been received for .* in project elsewhere.*Send one first/s);
    await assert.rejects(registry.manifest(name, 'prod'), /404/);
  });

  it('with a token that may not record says which permission it lacks, once it is tagged', async () => {
    const { code, stdout, stderr } = await setup(['promote', pushed, 'prod'], told(tokens.gate));
    assert.equal(code, 4, stdout + stderr);
    assert.match(stderr, /:prod is set, but the server has not recorded that it runs in prod/);
    assert.match(stderr, /do not have the permission deployment:write/);
    assert.match(stderr, /The same command again does the rest/);
    assert.ok(!`${stdout}${stderr}`.includes(tokens.gate));
    assert.deepEqual(await registry.manifest(name, 'prod'), await registry.manifest(name, digest()));
    assert.deepEqual(await recorded('prod'), []);
  });

  it('records what was tagged already, and gives the link', async () => {
    const { stdout } = await done(setup(['promote', pushed, 'prod'], told()));
    assert.match(stdout, /:prod is sha256:\S+ already$/m);
    const [deployment, ...others] = await recorded('prod');
    assert.deepEqual(others, []);
    assert.ok(deployment);
    assert.equal(`${deployment.image}@${deployment.digest}`, pushed);
    assert.deepEqual(
      [deployment.tag, deployment.source, deployment.recordedBy, deployment.endedAt],
      ['prod', 'plimsoll promote', { kind: 'token', name: 'pipeline' }, null],
    );
    const { recordedAt, artifactId } = deployment;
    const line = `${server.url} has it recorded as running in prod since ${recordedAt}: ${server.url}/artifacts/${artifactId}`;
    assert.ok(stdout.includes(line), stdout);
  });

  it('changes nothing a second time', async () => {
    const before = await recorded('prod');
    await done(setup(['promote', pushed, 'prod'], told()));
    assert.deepEqual(await recorded('prod'), before);
  });

  it('has a rescan know what to scan', async () => {
    await done(setup(['promote', pushed, 'stage'], told()));
    const args = [join(root, 'backend', 'bin', 'plimsoll.js'), 'deployments', '--output', 'names'];
    const { stdout } = await done(outcomeOf(process.execPath, args, { env: { ...process.env, ...told() } }));
    assert.equal(stdout, `${pushed}\n`);
  });

  it('without a server only tags', async () => {
    const before = await recorded('stage');
    const { stdout } = await done(setup(['promote', pushed, 'stage']));
    assert.doesNotMatch(stdout, /recorded/);
    assert.deepEqual(await recorded('stage'), before);
  });
});
