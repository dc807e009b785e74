import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outputOf } from './lib/command.mjs';
import { Container, PrivateNetwork, STRICT } from './lib/images-container.mjs';
import { record } from './lib/record.mjs';

const ALPINE = process.env['ALPINE_IMAGE'] ?? 'alpine:3.24';
const POSTGRES = process.env['POSTGRES_IMAGE'] ?? 'postgres:18-alpine3.24';
const LARGEST = 45e6;

const IMAGES = [
  { part: 'backend', image: 'plimsoll-backend:local', account: 'nestjs', port: '3001/tcp' },
  { part: 'frontend', image: 'plimsoll-frontend:local', account: 'nextjs', port: '3000/tcp' },
];

/** Set by the image for node and Next themselves. */
const NOT_OURS = new Set(['PATH', 'NODE_ENV', 'NEXT_TELEMETRY_DISABLED']);

/** Names of files that have no place beside an application: how it was made, and what else is on the maker's machine. */
const LEFT_BEHIND = [
  /\/(npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack|node-gyp|gcc|g\+\+|cc|clang|make|cmake|python3?|git|curl|esbuild|tsc)$/,
  /\.(map|tsbuildinfo|tsx?|mts|cts|sarif|log|pem|key|p12)$/,
  /\.(spec|test|e2e-spec)\.[cm]?js$/,
  /\/(__tests__|__mocks__|\.git|\.data|\.cache|coverage|secrets)\//,
  /\/\.env/,
  /\/(tsconfig[^/]*\.json|pnpm-lock\.yaml|jest\.config\.[cm]?js|Dockerfile[^/]*|docker-compose[^/]*)$/,
];
/** The base image's own. */
const OF_THE_BASE = /^\/(etc\/ssl|etc\/apk|usr\/share\/apk|lib\/apk|etc\/ssl1\.1)\//;

for (const { part, image, account, port } of IMAGES) {
  describe(`the ${part} image`, () => {
    /** @type {Record<string, any>} */
    let config;
    /** @type {{ mode: number, owner: string, path: string }[]} */
    let files;
    before(async () => {
      [{ Config: config }] = JSON.parse(await outputOf('docker', ['image', 'inspect', image]));
      files = await filesOf(image);
    });

    it('runs as an account without rights, by number', async () => {
      assert.equal(config['User'], '1001:1001');
      const { stdout } = await Container.run(['--network', 'none', '--entrypoint', 'id'], image);
      assert.equal(stdout.trim(), `uid=1001(${account}) gid=1001(nodejs) groups=1001(nodejs)`);
    });

    it('starts, checks and stops without a shell', () => {
      const [check, ...program] = config['Healthcheck'].Test;
      assert.equal(check, 'CMD');
      assert.equal(program[0], 'wget');
      assert.equal(config['Cmd'][0], 'node');
      assert.ok(!(config['Entrypoint'] ?? []).includes('-c'));
      assert.equal(config['StopSignal'], 'SIGTERM');
      assert.deepEqual(Object.keys(config['ExposedPorts']), [port]);
      assert.equal(config['Volumes'] ?? null, null);
    });

    it('says what it is, of which commit and on which base', async () => {
      const labels = config['Labels'];
      const of = (/** @type {string} */ name) => labels[`org.opencontainers.image.${name}`];
      const { version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
      assert.match(of('title'), /^Plimsoll /);
      assert.match(of('description'), /release gate/);
      assert.equal(of('licenses'), license);
      assert.equal(of('vendor'), 'Plimsoll');
      assert.equal(of('version'), version);
      assert.match(of('revision'), /^([0-9a-f]{40}(-dirty)?|unknown)$/);
      assert.match(of('created'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.ok(of('base.name').endsWith(`/${ALPINE.split('@')[0]}`), of('base.name'));
      for (const name of ['source', 'url', 'documentation']) assert.match(of(name), /^(https:\/\/\S+)?$/);
    });

    it('has only documented variables', async () => {
      const documented = await readFile(join(root, 'docs', 'configuration.md'), 'utf8');
      const names = config['Env'].map((/** @type {string} */ entry) => entry.split('=')[0]);
      const strangers = names.filter(
        (/** @type {string} */ name) => !NOT_OURS.has(name) && !documented.includes(`\`${name}\``),
      );
      assert.deepEqual(strangers, []);
    });

    it("has files that are root's, that nobody else may change, and that lend nobody rights", () => {
      assert.ok(files.length > 300, `${files.length} files`);
      assert.deepEqual(
        files.filter(({ owner, path }) => owner !== '0:0' && !isOfShadow(path)),
        [],
      );
      assert.deepEqual(
        files.filter(({ mode, path }) => (mode & 0o022) !== 0 && !['/tmp', '/var/tmp'].includes(path)),
        [],
      );
      assert.deepEqual(
        files.filter(({ mode }) => (mode & 0o6000) !== 0),
        [],
      );
    });

    it('has nothing of how it was made', () => {
      const left = files.filter(({ path }) => LEFT_BEHIND.some((name) => name.test(path)) && !OF_THE_BASE.test(path));
      assert.deepEqual(
        left.map(({ path }) => path),
        [],
      );
    });

    it('has no map of its sources inside a file either', async () => {
      const search = `! grep -rlE 'sourceMappingURL=data:[^,]*,[A-Za-z0-9+/]{40}|"sourcesContent":\\["' /app`;
      const { code, stdout } = await asRoot(image, search);
      assert.equal(code, 0, stdout);
    });

    it('has every library that node names', async () => {
      const { code, stdout } = await asRoot(image, 'ldd /usr/local/bin/node');
      assert.equal(code, 0);
      assert.doesNotMatch(stdout, /not found/);
    });

    it('adds at most 45 MB to alpine and node', async () => {
      const { stdout } = await asRoot(image, 'wc -c </usr/local/bin/node');
      const added = (await sizeOf(image)) - (await sizeOf(ALPINE)) - Number(stdout);
      const value = `${(added / 1e6).toFixed(1)} MB`;
      record({
        table: 'figure',
        suite: 'images',
        what: `${part}, on top of alpine and node`,
        value,
        target: '≤ 45 MB',
      });
      assert.ok(added > 1e6 && added <= LARGEST, value);
    });

    it('lets its account write nowhere, even where the root file system can be written', async () => {
      const places = '/app /app/* /usr/local/bin /usr/lib /etc /bin /home /opt /srv /root /';
      const script = `for place in ${places}; do [ -d "$place" ] && : 2>/dev/null >"$place/x" && echo "$place"; done; true`;
      const { stdout } = await Container.run(['--network', 'none', '--entrypoint', 'sh'], image, ['-c', script]);
      assert.equal(stdout, '');
    });
  });
}

describe('the two images', () => {
  it('share the layers of alpine and node', async () => {
    const [backend = [], frontend = []] = await Promise.all(IMAGES.map(({ image }) => layersOf(image)));
    const shared = backend.filter((layer) => frontend.includes(layer));
    assert.ok(shared.length >= 2, `${shared.length} layers`);
    assert.deepEqual(backend.slice(0, 2), frontend.slice(0, 2));
  });
});

describe('the backend image on its own', () => {
  const password = randomBytes(18).toString('hex');
  const needed = ['--env', `DATABASE_URL=postgresql://plimsoll:${password}@postgres:5432/plimsoll`].concat(
    '--env',
    `SECRET_KEY=${randomBytes(32).toString('base64')}`,
  );
  /** @type {PrivateNetwork} */
  let network;
  /** @type {Container} */
  let postgres;
  /** @type {Container} */
  let backend;
  before(async () => {
    network = await PrivateNetwork.make('backend');
    const account = ['POSTGRES_USER=plimsoll', 'POSTGRES_DB=plimsoll', `POSTGRES_PASSWORD=${password}`];
    const options = ['--network', network.name, '--network-alias', 'postgres', '--tmpfs', '/var/lib/postgresql'];
    postgres = await Container.start([...options, ...account.flatMap((entry) => ['--env', entry])], POSTGRES);
    const migrate = ['plimsoll', 'migrate', 'apply'];
    const on = ['--network', network.name, ...STRICT, ...needed];
    const { code, stdout, stderr } = await Container.run(on, 'plimsoll-backend:local', migrate);
    assert.equal(code, 0, stdout + stderr);
    backend = await Container.start(on, 'plimsoll-backend:local');
    await backend.isHealthyWithin(60_000);
  });
  after(async () => {
    await backend?.remove();
    await postgres?.remove();
    await network?.remove();
  });

  it('names every variable that is missing, at once, and ends with 2', async () => {
    const { code, stderr, stdout } = await Container.run(['--network', 'none', ...STRICT], 'plimsoll-backend:local');
    assert.equal(code, 2, stdout + stderr);
    for (const name of ['DATABASE_URL', 'SECRET_KEY']) assert.ok(stderr.includes(name), stderr);
  });

  it('starts with the required variables alone, read-only, without a right and without a way out', async () => {
    const ready = await backend.exec('wget', '-q', '-O', '-', 'http://127.0.0.1:3001/health/ready');
    assert.equal(ready.code, 0, ready.stderr);
    const [answer] = await Promise.all([backend.exec('cat', '/proc/1/status'), backend.inspect()]);
    const status = new Map(
      answer.stdout.split('\n').map((line) => /** @type {[string, string]} */ (line.split(':\t'))),
    );
    assert.equal(status.get('Uid'), '1001\t1001\t1001\t1001');
    assert.equal(status.get('Gid'), '1001\t1001\t1001\t1001');
    assert.match(status.get('CapEff') ?? '', /^0+$/);
    assert.match(status.get('CapBnd') ?? '', /^0+$/);
    assert.equal(status.get('NoNewPrivs'), '1');
    assert.match(status.get('Name') ?? '', /^node/);
  });

  it('has plimsoll on its PATH', async () => {
    const { code, stdout } = await backend.exec('plimsoll', '--help');
    assert.equal(code, 0);
    assert.match(stdout, /gate/);
  });

  it('shows no password in the list of its processes', async () => {
    const { stdout } = await backend.exec('sh', '-c', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "');
    assert.match(stdout, /node/);
    assert.ok(!stdout.includes(password));
  });

  it('ends with 0 when it is asked to, at once', async () => {
    await endsWellOnSigterm(backend);
  });
});

describe('the frontend image on its own', () => {
  /** @type {PrivateNetwork} */
  let network;
  /** @type {Container} */
  let frontend;
  before(async () => {
    network = await PrivateNetwork.make('frontend');
    frontend = await Container.start(['--network', network.name, ...STRICT], 'plimsoll-frontend:local');
    await frontend.isHealthyWithin(60_000);
  });
  after(async () => {
    await frontend?.remove();
    await network?.remove();
  });

  it('names every variable that is wrong, at once', async () => {
    const wrong = ['--env', 'PLIMSOLL_API_URL=backend', '--env', 'TRUSTED_PROXIES=everybody'];
    const { code, stderr, stdout } = await Container.run(['--network', 'none', ...wrong], 'plimsoll-frontend:local');
    assert.notEqual(code, 0);
    for (const name of ['PLIMSOLL_API_URL', 'TRUSTED_PROXIES']) assert.ok(stderr.includes(name), stdout + stderr);
  });

  it('starts with no variable at all, read-only, without a right and without a way out', async () => {
    const { stdout } = await frontend.exec('cat', '/proc/1/status');
    assert.match(stdout, /^Uid:\t1001\t/m);
    assert.match(stdout, /^CapEff:\t0+$/m);
    assert.doesNotMatch(await frontend.logs(), /EROFS|EACCES|read-only file system/);
  });

  it('trusts no key that its builder drew', async () => {
    const manifests = '/app/frontend/.next/prerender-manifest.json /app/frontend/.next/server/*manifest*.js*';
    const { stdout } = await frontend.exec('sh', '-c', `cat ${manifests}`);
    assert.match(stdout, /"previewModeId": ?"\\ud800"/);
    assert.doesNotMatch(stdout, /"(previewMode\w+|encryptionKey)\\?": ?\\?"[\w+/=-]{16,}/);
  });

  it('ends with 0 when it is asked to, at once, whatever connections lie idle', async () => {
    const request = 'printf "GET /icon.svg HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"; sleep 20';
    const idle = frontend.exec('sh', '-c', `(${request}) | nc 127.0.0.1 3000`);
    await sleep(1000);
    await endsWellOnSigterm(frontend);
    await idle;
  });
});

/** @param {Container} container whose first process is node itself */
async function endsWellOnSigterm(container) {
  const begin = Date.now();
  await container.signal('SIGTERM');
  const code = await container.exitCode();
  const seconds = (Date.now() - begin) / 1000;
  assert.equal(code, 0, await container.logs());
  assert.ok(seconds < 10, `${seconds} s`);
}

/**
 * Alpine's list of passwords is its group's.
 *
 * @param {string} path
 */
function isOfShadow(path) {
  return path === '/etc/shadow' || path === '/etc/shadow-';
}

/** @param {string} image */
async function filesOf(image) {
  const { code, stdout, stderr } = await asRoot(image, "find / -xdev -exec stat -c '%a %u:%g %n' {} +");
  assert.equal(code, 0, stderr);
  // Mounted by Docker into every container.
  const mounted = /^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf)$|^\/\.dockerenv$/;
  return (
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [mode = '', owner = '', ...rest] = line.split(' ');
        return { mode: Number.parseInt(mode, 8), owner, path: rest.join(' ') };
      })
      .filter(({ path }) => !mounted.test(path) && !path.startsWith('/tmp/'))
      // The mode of a link says nothing.
      .filter(({ mode }) => mode !== 0o777)
  );
}

/**
 * @param {string} image
 * @param {string} script
 */
function asRoot(image, script) {
  const options = ['--network', 'none', '--user', '0:0', '--entrypoint', 'sh'];
  return Container.run(options, image, ['-c', script]);
}

/** @param {string} image */
async function sizeOf(image) {
  return Number(await outputOf('docker', ['image', 'inspect', '--format', '{{.Size}}', image]));
}

/**
 * @param {string} image
 * @returns {Promise<string[]>}
 */
async function layersOf(image) {
  return JSON.parse(await outputOf('docker', ['image', 'inspect', '--format', '{{json .RootFS.Layers}}', image]));
}
