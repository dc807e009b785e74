import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';
import { outputOf } from './command.mjs';
import { expectationOf } from './hardening-expectations.mjs';
import {
  canRunFromTmp,
  filesOf,
  setuidFiles,
  socketsIn,
  strongProcesses,
  weakMemory,
  worldWritable,
  writableFolders,
} from './hardening-inside.mjs';
import { Listener, reachedFrom, resolvedFrom } from './hardening-reach.mjs';
import { secretFiles, secretsIn, secretsShownBy, secretVariables } from './hardening-secrets.mjs';
import { weakSettings } from './hardening-settings.mjs';
import { allowedSystemCalls } from './hardening-system-calls.mjs';
import { LASTING_SERVICES, SERVICES } from './stack.mjs';

/** @typedef {import('./environment-suite.mjs').Scene} Scene */
/** @typedef {import('./stack.mjs').Service} Service */

/** Our own images, about whose files we can promise something. */
const OUR_SERVICES = /** @type {const} */ (['backend', 'frontend']);

/** Where the kernel shows message queues: it is there in every container, and holds no files. */
const MESSAGES = '/dev/mqueue';

/** Who may ask whom, and on which port; a service that is not named here may ask nobody. */
const PORTS = { postgres: 5432, backend: 3001, frontend: 3000, gateway: 8080 };
/** @type {[Service, keyof typeof PORTS][]} */
const NEEDED = [
  ['gateway', 'frontend'],
  ['gateway', 'backend'],
  ['frontend', 'backend'],
  ['backend', 'postgres'],
];
/** @type {[Service, keyof typeof PORTS][]} */
const FORBIDDEN = [
  ['frontend', 'postgres'],
  ['gateway', 'postgres'],
  ['postgres', 'frontend'],
  ['postgres', 'gateway'],
];

/** What Docker's own profile refuses in newer engines only. */
const ALLOWED_BY_DOCKER = ['io_uring_enter', 'io_uring_register', 'io_uring_setup', 'ptrace'];

/**
 * Every property from outside and from inside, secrets, networks and system calls, of each service.
 *
 * @param {Scene} scene
 */
export function proveHardening(scene) {
  describe('from outside', () => fromOutside(scene));
  describe('from inside', () => fromInside(scene));
  // In development they are in the compose files, known to everybody and refused elsewhere.
  if (scene.environment !== 'dev') describe('secrets', () => secretsStayInside(scene));
  describe('networks', () => networksAreApart(scene));
  describe('system calls', () => systemCallsAreFew(scene));
}

/** @param {Scene} scene */
function fromOutside(scene) {
  const { environment, isStrict } = scene;

  for (const service of SERVICES) {
    it(`${service} is told to Docker with every restriction`, async () => {
      const isOpenToTheNetwork = environment === 'prod';
      const surroundings = { root: scene.stack.root, secrets: scene.stack.secrets, isOpenToTheNetwork };
      const expected = expectationOf(environment, service);
      assert.deepEqual(weakSettings(await scene.stack.inspect(service), expected, surroundings), []);
    });
  }

  it('only the gateway can be reached from outside, in development the API as well', async () => {
    const published = environment === 'dev' ? ['backend', 'gateway'] : ['gateway'];
    for (const service of SERVICES) {
      const { HostConfig } = await scene.stack.inspect(service);
      const isPublished = Object.keys(HostConfig.PortBindings ?? {}).length > 0;
      assert.equal(isPublished, published.includes(service), service);
    }
  });

  it('nothing is shared with another environment', async () => {
    for (const service of SERVICES) {
      const { Config, Mounts } = await scene.stack.inspect(service);
      assert.equal(Config.Labels['plimsoll.environment'], environment);
      for (const network of await networksOf(scene, service))
        assert.match(network.Name, new RegExp(`^${scene.stack.project}_`));
      const volumes = Mounts.filter(({ Type }) => Type === 'volume');
      for (const { Source } of volumes) assert.ok(Source.includes(`/${scene.stack.project}_`), Source);
    }
  });

  if (isStrict) {
    it('the profile of system calls is ours', async () => {
      const profile = JSON.parse(await readFile(join(root, 'deploy', 'seccomp.json'), 'utf8'));
      for (const service of SERVICES) {
        const { HostConfig } = await scene.stack.inspect(service);
        const option = /** @type {string[]} */ (HostConfig.SecurityOpt).find((it) => it.startsWith('seccomp'));
        assert.deepEqual(JSON.parse(`${option}`.slice('seccomp='.length)), profile, service);
      }
    });
  }
}

/** @param {Scene} scene */
function fromInside(scene) {
  const { environment } = scene;

  for (const service of LASTING_SERVICES) {
    const expected = expectationOf(environment, service);

    it(`no process of ${service} has a capability, another account, or a way to more`, async () => {
      assert.deepEqual(await strongProcesses(await scene.stack.container(service), expected.user), []);
    });

    it(`${service} can make files where it must and nowhere else`, async () => {
      const folders = await writableFolders(await scene.stack.container(service));
      const isMeant = (/** @type {string} */ folder) =>
        [...expected.writable, MESSAGES].some((place) => folder === place || folder.startsWith(`${place}/`));
      assert.deepEqual(
        folders.filter((folder) => !isMeant(folder)),
        [],
      );
      assert.ok(folders.includes('/tmp'), 'the attempt itself works');
    });

    it(`${service} can run nothing that it has put somewhere itself`, async () => {
      const inMemory = expected.writable.filter((place) => !expected.volumes.includes(place));
      assert.deepEqual(await weakMemory(await scene.stack.container(service), inMemory), []);
      assert.equal(await canRunFromTmp(await scene.stack.container(service)), false);
    });
  }

  // What compiles there talks to itself in ways of its own.
  for (const service of environment === 'dev' ? [] : LASTING_SERVICES) {
    it(`${service} has no socket of anybody else`, async () => {
      const own = service === 'postgres' ? ['/run/postgresql/.s.PGSQL.5432'] : [];
      const found = (await socketsIn(await scene.stack.container(service))).map((path) =>
        path.replace(/^\/var\/run\//, '/run/'),
      );
      assert.deepEqual([...new Set(found)], own);
    });
  }

  // Those of development hold what compiles, and are not shipped.
  for (const service of environment === 'dev' ? [] : OUR_SERVICES) {
    it(`the files of ${service} do not belong to it`, async () => {
      const [uid = ''] = expectationOf(environment, service).user.split(':');
      assert.deepEqual(await filesOf(await scene.stack.inspect(service), uid), []);
    });

    it(`the image of ${service} has no setuid file and none that everybody may change`, async () => {
      const container = await scene.stack.container(service);
      assert.deepEqual([...(await setuidFiles(container)), ...(await worldWritable(container))], []);
    });
  }
}

/** @param {Scene} scene */
function secretsStayInside(scene) {
  const { environment } = scene;

  for (const service of LASTING_SERVICES) {
    it(`${service} has those that it needs, and no others`, async () => {
      const { user, secrets } = expectationOf(environment, service);
      const files = await secretFiles(await scene.stack.container(service));
      assert.deepEqual(
        files.map(({ name }) => name),
        secrets,
      );
      for (const { name, mode, uid, isReadable } of files) {
        assert.ok(isReadable, `${name} can be read by who needs it`);
        // What root has made belongs to the account that reads it. Others cannot give files away: there the folder is closed.
        if (process.getuid?.() === 0) assert.deepEqual([name, mode, uid], [name, '400', user.split(':')[0]]);
        else assert.equal(mode, '444', name);
      }
    });
  }

  it('none is shown by Docker, in a log, in an image or among the variables of a process', async () => {
    const secrets = await secretsIn(scene.stack.secrets);
    assert.ok(secrets.size >= 5);
    for (const service of SERVICES) {
      assert.deepEqual(await secretsShownBy(await scene.stack.container(service), secrets), [], service);
      const { Config } = await scene.stack.inspect(service);
      assert.deepEqual(secretVariables(Config.Env), [], service);
    }
  });
}

/** @param {Scene} scene */
function networksAreApart(scene) {
  const { isStrict } = scene;

  it('the services reach whom they need', async () => {
    const tries = NEEDED.map(async ([from, to]) => {
      const port = PORTS[to];
      const reached = await reachedFrom(await scene.stack.container(from), [{ host: to, port }]);
      assert.deepEqual(reached, [`${to}:${port}`], `${from} to ${to}`);
    });
    await Promise.all(tries);
  });

  it('web console and gateway do not reach the database, and the database reaches neither', async () => {
    const tries = FORBIDDEN.map(async ([from, to]) => {
      const targets = (await addressesOf(scene, to)).map((host) => ({ host, port: PORTS[to] }));
      assert.deepEqual(await reachedFrom(await scene.stack.container(from), targets), [], `${from} to ${to}`);
    });
    await Promise.all(tries);
  });

  it('database, migrations and web console are on networks without a way out', async () => {
    const confined = /** @type {Service[]} */ (['postgres', 'migrate', 'frontend', ...(isStrict ? ['backend'] : [])]);
    for (const service of confined) {
      for (const { Name, Internal } of await networksOf(scene, service)) assert.ok(Internal, `${service} on ${Name}`);
    }
  });

  it('nobody reaches containers that are not Plimsoll’s', async () => {
    const stranger = await Listener.elsewhere();
    try {
      const tries = LASTING_SERVICES.map(async (service) => {
        assert.deepEqual(await reachedFrom(await scene.stack.container(service), stranger.targets), [], service);
      });
      await Promise.all(tries);
    } finally {
      await stranger.close();
    }
  });

  it('names beyond Plimsoll are asked of nobody', async () => {
    const confined = /** @type {Service[]} */ (['postgres', 'frontend', 'gateway', ...(isStrict ? ['backend'] : [])]);
    const tries = confined.map(async (service) => {
      const { HostConfig } = await scene.stack.inspect(service);
      assert.deepEqual(HostConfig.Dns, ['127.0.0.1'], service);
      const [address, outside] = await resolvedFrom(await scene.stack.container(service), [service, 'example.com']);
      assert.match(`${address}`, /^\d+\.\d+\.\d+\.\d+$/, service);
      assert.match(`${outside}`, /^E[A-Z]+$/, service);
    });
    await Promise.all(tries);
  });

  if (isStrict) {
    it('only the gateway reaches the machine that it runs on', async () => {
      const host = await Listener.onHost();
      try {
        const tries = LASTING_SERVICES.map(async (service) => {
          const reached = await reachedFrom(await scene.stack.container(service), host.targets);
          // Where ports are published there is a way back: this also shows that the attempt itself works.
          if (service === 'gateway') assert.notDeepEqual(reached, []);
          else assert.deepEqual(reached, [], service);
        });
        await Promise.all(tries);
      } finally {
        await host.close();
      }
    });
  }
}

/** @param {Scene} scene */
function systemCallsAreFew(scene) {
  const { isStrict } = scene;

  for (const service of LASTING_SERVICES) {
    it(`${service} may do none with which one leaves a container`, async () => {
      const allowed = await allowedSystemCalls(await scene.stack.inspect(service));
      const tolerated = isStrict ? [] : ALLOWED_BY_DOCKER;
      assert.deepEqual(
        allowed.filter((name) => !tolerated.includes(name)),
        [],
      );
    });
  }
}

/**
 * @param {Scene} scene
 * @param {Service} service
 */
async function addressesOf({ stack }, service) {
  const { NetworkSettings } = await stack.inspect(service);
  return Object.values(NetworkSettings.Networks).map((network) => `${network.IPAddress}`);
}

/**
 * @param {Scene} scene
 * @param {Service} service
 * @returns {Promise<{ Name: string, Internal: boolean }[]>}
 */
async function networksOf({ stack }, service) {
  const { NetworkSettings } = await stack.inspect(service);
  const ids = Object.values(NetworkSettings.Networks).map((network) => `${network.NetworkID}`);
  return JSON.parse(await outputOf('docker', ['network', 'inspect', ...ids]));
}
