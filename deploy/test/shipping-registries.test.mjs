import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { FaultProxy } from './lib/shipping-fault-proxy.mjs';
import { TokenServer } from './lib/shipping-token-server.mjs';
import { digestOf, Yard } from './lib/shipping-yard.mjs';
import { requireTools } from './lib/tools.mjs';

const ACCOUNT = 'ada';
const PASSWORD = 'correct horse battery staple';

before(() => requireTools(['cosign', 'docker-registry', 'skopeo', 'trivy']));

describe('a registry that wants a token for each purpose', () => {
  /** @type {Yard} */
  let yard;
  /** @type {TokenServer} */
  let tokens;
  /** @type {string} */
  let pushed;

  before(async () => {
    yard = await Yard.open('tokens');
    tokens = await TokenServer.start(yard.folder, `${ACCOUNT}:${PASSWORD}`);
    await yard.restart({ authentication: tokens.authentication });
    const image = await yard.image('good');
    await yard.scan(image);
  });
  after(async () => {
    await yard?.close();
    tokens?.stop();
  });

  it('refuses a wrong password once, and keeps nothing of it', async () => {
    const { code, stderr } = await yard.setup(['login'], { REGISTRY_USER: ACCOUNT, REGISTRY_TOKEN: 'wrong' });
    assert.equal(code, 4);
    assert.match(stderr, /refuses that account or its password/);
    assert.doesNotMatch(stderr, /attempt 2/);
    assert.equal((await outcomeOf('grep', ['-r', 'auth"', join(yard.folder, 'docker')])).stdout, '');
  });

  it('says that nobody may push or read without a login', async () => {
    const push = await yard.setup(['push', `${yard.name}:good`]);
    assert.equal(push.code, 4);
    assert.match(push.stderr, /that is refused\. May this account write to .*\? Log in/);
    const read = await yard.setup(['status', yard.name]);
    assert.equal(read.code, 4);
    assert.match(read.stderr, /an account is needed to read .* \(401\)\. Log in/);
  });

  it('logs in with a password that no argument, no output and no trace shows', async () => {
    const seen = watchArguments(PASSWORD);
    const script = join(root, 'scripts', 'registry-setup.sh');
    const env = { ...process.env, ...yard.environment, REGISTRY_USER: ACCOUNT };
    const traced = await outcomeOf('bash', ['-x', script, 'login'], { cwd: yard.folder, env, input: `${PASSWORD}\n` });
    assert.equal(traced.code, 0, traced.stderr);
    const named = await outcomeOf('bash', ['-x', script, 'login'], {
      cwd: yard.folder,
      env: { ...env, REGISTRY_TOKEN: PASSWORD },
    });
    assert.equal(named.code, 0, named.stderr);
    assert.deepEqual(await seen(), []);
    for (const { stdout, stderr } of [traced, named]) assert.ok(!`${stdout}${stderr}`.includes(PASSWORD));
    const { mode } = await stat(join(yard.folder, 'docker', 'config.json'));
    assert.equal(mode & 0o777, 0o600);
  });

  it('pushes, signs, verifies and promotes with tokens that read and tokens that write', async () => {
    pushed = await yard.push(`${yard.name}:good`);
    await yard.must(['sign', pushed, '--report', join('reports', yard.name, 'latest')]);
    tokens.scopes = [];
    await yard.must(['promote', pushed, 'prod']);
    assert.deepEqual(tokens.scopes, [`repository:${yard.name}:pull`, `repository:${yard.name}:pull,push`]);
    await yard.must(['verify', pushed, 'prod']);
  });
});

describe('a registry that has bad days', () => {
  /** @type {Yard} */
  let yard;
  /** @type {FaultProxy} */
  let proxy;
  /** @type {string} */
  let pushed;

  before(async () => {
    yard = await Yard.open('faults');
    proxy = await FaultProxy.start(yard.registry.host);
    const image = await yard.image('good');
    await yard.scan(image);
    pushed = (await yard.push(image)).replace(yard.registry.host, proxy.host);
  });
  after(async () => {
    proxy?.stop();
    await yard?.close();
  });

  /**
   * Each address fails the first time.
   *
   * @param {(response: import('node:http').ServerResponse) => void} fail
   */
  function failFirst(fail) {
    /** @type {Set<string>} */
    const seen = new Set();
    proxy.fault = ({ method, url }, response) => {
      // Each upload has an address of its own, and all are one.
      const address = `${method} ${url?.replace(/uploads\/.*/, 'uploads')}`;
      if (seen.has(address) || method === 'PATCH' || method === 'POST') return false;
      seen.add(address);
      fail(response);
      return true;
    };
  }

  it('is signed, verified and promoted all the same', async () => {
    failFirst((response) => response.writeHead(503).end());
    await yard.must(['sign', pushed, '--report', join('reports', yard.name, 'latest')]);
    failFirst((response) => response.destroy());
    await yard.must(['verify', pushed, 'prod']);
    failFirst((response) => response.writeHead(429, { 'Retry-After': '1' }).end());
    await yard.must(['promote', pushed, 'prod']);
    proxy.fault = () => false;
    assert.deepEqual(
      await yard.registry.manifest(yard.name, 'prod'),
      await yard.registry.manifest(yard.name, digestOf(pushed)),
    );
  });

  it('breaks off for good half-way: nothing opens, and the same command again does the rest', async () => {
    const reference =
      `${proxy.host}/breaks/off@${digestOf(await yard.must(['push', `${yard.name}:good`, 'breaks/off']))}`.trim();
    const sign = ['sign', reference, '--report', join('reports', yard.name, 'latest')];
    let attached = 0;
    proxy.fault = ({ method, url }, response) => {
      if (method !== 'PUT' || !url?.includes('/manifests/')) return false;
      attached += 1;
      if (attached > 2) response.destroy();
      return attached > 2;
    };
    const { code, stdout, stderr } = await yard.setup(sign);
    assert.deepEqual([code, stdout], [4, ''], stderr);
    assert.match(stderr, /cannot be attested\n/);
    proxy.fault = () => false;
    const refused = await yard.setup(['verify', reference, 'prod']);
    assert.equal(refused.code, 1, refused.stdout + refused.stderr);
    await yard.must(sign);
    await yard.must(['verify', reference, 'prod']);
    assert.match((await yard.setup(sign)).stderr, /is signed and attested already/);
  });

  it('a cosign that fails half-way leaves what it has done, and no more than that', async () => {
    const reference =
      `${proxy.host}/cosign/fails@${digestOf(await yard.must(['push', `${yard.name}:good`, 'cosign/fails']))}`.trim();
    const sign = ['sign', reference, '--report', join('reports', yard.name, 'latest')];
    const [cosign = ''] = (await outputOf('which', ['cosign'])).trim().split('\n');
    const bin = join(yard.folder, 'half a cosign');
    await mkdir(bin);
    // The first attestation is made, but said not to be; the others are not made.
    const wrapper = `#!/bin/sh
      if [ "$1" != attest ]; then exec '${cosign}' "$@"; fi
      if mkdir '${bin}/once' 2>/dev/null; then '${cosign}' "$@"; fi
      printf 'half-way\\033[2J\\r::error::not mine\\n' >&2
      exit 1`;
    await writeFile(join(bin, 'cosign'), wrapper, { mode: 0o755 });
    const { code, stderr } = await yard.setup(sign, { PATH: `${bin}:${process.env['PATH']}` });
    assert.equal(code, 4, stderr);
    assert.doesNotMatch(stderr, /^\s*::/m);
    for (const control of ['\r', '\u001b']) assert.ok(!stderr.includes(control), stderr);
    assert.equal((await yard.setup(['verify', reference, 'prod'])).code, 1);
    const attesting = (await yard.setup(sign)).stderr.split('\n').filter((line) => line.startsWith('attesting'));
    // All but the one that was there in spite of what was said.
    assert.ok(attesting.length > 1, attesting.join());
    assert.equal(new Set(attesting).size, attesting.length);
    await yard.must(['verify', reference, 'prod']);
    assert.match((await yard.setup(sign)).stderr, /is signed and attested already/);
  });

  it('is not waited for longer than anybody would', async () => {
    proxy.fault = (_request, response) => {
      response.writeHead(429, { 'Retry-After': '3600' }).end();
      return true;
    };
    const { code, stderr } = await yard.setup(['verify', pushed, 'prod']);
    assert.equal(code, 4);
    assert.match(stderr, /has had too many requests \(429\), and asks to wait 3600 s/);
    proxy.fault = () => false;
  });

  it('takes archives of docker save and of buildx, wherever they lie', async () => {
    const saved = join(yard.folder, 'an image: saved.tar');
    await outputOf('docker', ['save', '--output', saved, `${yard.name}:good`]);
    const [reference = ''] = (await yard.must(['push', saved, 'from/archive:1'])).trim().split('\n');
    assert.match(reference, /from\/archive@sha256:[0-9a-f]{64}$/);
    const layout = join(yard.folder, 'layout.tar');
    const plain = join(yard.folder, 'plain.tar');
    await rename(saved, plain);
    await outputOf('skopeo', ['copy', `docker-archive:${plain}`, `oci-archive:${layout}`]);
    const other = (await yard.must(['push', layout, 'from/layout'])).trim();
    await yard.must(['sign', reference, '--report', join('reports', yard.name, 'latest')]);
    await yard.must(['verify', reference, 'prod']);
    // Converted, an image has a configuration that nobody has scanned.
    const { code, stderr } = await yard.setup(['sign', other, '--report', join('reports', yard.name, 'latest')]);
    assert.equal(code, 4);
    assert.match(stderr, /is another image\. Scan what was pushed/);
  });
});

/**
 * Looks at what every process was called with, until the answer is called.
 *
 * @param {string} secret
 * @returns {() => Promise<string[]>} what showed it
 */
function watchArguments(secret) {
  /** @type {string[]} */
  const found = [];
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        const text = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
        if (text.includes(secret)) found.push(text);
      }
      await sleep(2);
    }
  })();
  return async () => {
    over.abort();
    await watching;
    return found;
  };
}
