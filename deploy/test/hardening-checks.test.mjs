import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { expectationOf } from './lib/hardening-expectations.mjs';
import {
  canRunFromTmp,
  filesOf,
  setuidFiles,
  socketsIn,
  strongProcesses,
  weakMemory,
  worldWritable,
  writableFolders,
} from './lib/hardening-inside.mjs';
import { Listener, reachedFrom } from './lib/hardening-reach.mjs';
import { secretsShownBy, secretVariables } from './lib/hardening-secrets.mjs';
import { weakSettings } from './lib/hardening-settings.mjs';
import { SoftContainer } from './lib/hardening-soft-container.mjs';
import { allowedSystemCalls } from './lib/hardening-system-calls.mjs';

describe('the checks of hardening, on a container that nobody has hardened', () => {
  const secret = 'postgresql://plimsoll:not-a-real-one-at-all@postgres:5432/plimsoll';
  const secrets = new Map([['database_url', secret]]);
  /** @type {string} */
  let folder;
  /** @type {SoftContainer} */
  let container;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-soft-'));
    container = await SoftContainer.start(folder, secret);
  });
  after(async () => {
    await container?.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('find each setting that is missing', async () => {
    const surroundings = { root, secrets: folder, isOpenToTheNetwork: false };
    const expected = expectationOf('prod', 'frontend');
    assert.deepEqual(weakSettings(await container.inspect(), expected, surroundings), [
      'runs as "0:0", not 1001:1001',
      'its root file system can be written',
      'keeps capabilities: +null',
      'may gain privileges',
      'is not confined',
      'is on default',
      'is on the network of all other containers',
      'may use all memory',
      'may use all processors',
      'may start null processes',
      'writes core dumps',
      'may open any number of files',
      'restarts no:0',
      'its log grows for ever',
      'has nobody to reap processes',
      'is starting',
      `sees ${folder} of the host`,
      `may write to ${folder} of the host`,
      'publishes 3001/tcp on ""',
    ]);
  });

  it('find what its processes may do', async () => {
    const found = await strongProcesses(container.id, '1001:1001');
    for (const key of ['Uid', 'Gid', 'NoNewPrivs 0', 'Seccomp 0', 'CapEff', 'CapBnd']) {
      assert.ok(
        found.some((it) => it.includes(` has ${key}`)),
        key,
      );
    }
  });

  it('find what can be written and run', async () => {
    assert.ok((await writableFolders(container.id)).includes('/etc'));
    assert.deepEqual(await weakMemory(container.id, ['/run/exec', '/app']), [
      '/run/exec lacks noexec',
      '/app is not mounted',
    ]);
    assert.equal(await canRunFromTmp(container.id), true);
  });

  it('find whose files are there', async () => {
    assert.deepEqual(await filesOf(await container.inspect(), '1001'), ['/etc/motd']);
    assert.deepEqual(await setuidFiles(container.id), ['/usr/bin/raise']);
    assert.ok((await worldWritable(container.id)).includes('/etc/anybody'));
  });

  it('find a secret that is shown', async () => {
    assert.deepEqual(await secretsShownBy(container.id, secrets), [
      'database_url in docker inspect',
      'database_url in docker logs',
      'database_url in /proc/*/{environ,cmdline}',
    ]);
    assert.deepEqual(secretVariables((await container.inspect()).Config.Env), ['DATABASE_URL']);
  });

  it('find an engine’s socket', async () => {
    assert.deepEqual(await socketsIn(container.id), ['/run/docker.sock']);
  });

  it('find a way out', async () => {
    const host = await Listener.onHost();
    try {
      assert.notDeepEqual(await reachedFrom(container.id, host.targets), []);
    } finally {
      await host.close();
    }
  });

  it('find system calls that nobody refuses', async () => {
    const allowed = await allowedSystemCalls(await container.inspect());
    // These the kernel itself refuses nobody, whatever else is set on this machine.
    for (const name of ['keyctl', 'mount', 'process_vm_readv', 'ptrace', 'setns'])
      assert.ok(allowed.includes(name), name);
  });
});
