import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, execute, folderOfTools, interrupt } from './command.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const SCRIPTS = shellFilesIn('scripts');
const BY_DIGEST = `127.0.0.1:1/acme/app@sha256:${'0123456789abcdef'.repeat(4)}`;

/** What a system has at the least: no docker, no trivy, no cosign, no node. */
const TOOLS =
  'awk base64 bash cat chmod chown cksum cut date dirname env git grep head id ln mkdir mktemp mv openssl readlink rm ' +
  'sed sh sleep stat tail tr wc';

const SECRETS = ['app_password', 'database_owner_url', 'database_url', 'postgres_password', 'secret_key'];

/** What goes wrong for every script in the same way, on a machine without Docker. */
describe('the scripts', () => {
  let folder: string;
  /** A checkout whose path has spaces, with the scripts alone. */
  let tree: string;
  /** Programs without node, and node alone: together they are the PATH. */
  let bin: string;
  let node: string;
  /** Where they are called. */
  let elsewhere: string;

  beforeAll(async () => {
    const programs = await mkdtemp(join(tmpdir(), 'plimsoll programs '));
    bin = await folderOfTools(join(programs, 'bin'), TOOLS.split(' '));
    node = join(programs, 'node');
    await mkdir(node);
    await symlink(process.execPath, join(node, 'node'));
  });
  afterAll(() => rm(join(bin, '..'), { recursive: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll scripts '));
    tree = join(folder, 'a checkout');
    elsewhere = join(folder, 'else where');
    await mkdir(elsewhere);
    await mkdir(join(tree, 'scripts', 'lib'), { recursive: true });
    for (const name of [...SCRIPTS, ...shellFilesIn('scripts/lib').map((it) => `lib/${it}`)]) {
      await copyFile(join(root, 'scripts', name), join(tree, 'scripts', name));
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(SCRIPTS)('%s explains itself, through a link and from another folder, too', async (name) => {
    await symlink(join(tree, 'scripts', name), join(folder, 'a link'));
    const answers = [
      await run('a link', ['--help']),
      await run(script(name), ['-h']),
      await run('bash', [script(name), '--help']),
    ];

    for (const { code, stdout, stderr } of answers) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^\S[^]*\nUsage: [^]*\nExit codes: /);
    }
  });

  it.each<[string, string[], string]>([
    ['build-images.sh', ['--bogus'], 'there is no option --bogus'],
    ['build-images.sh', ['--push'], '--push needs a value'],
    ['compose.sh', [], 'no environment'],
    ['compose.sh', ['--bogus'], 'there is no environment "--bogus"'],
    ['compose.sh', ['prod', 'backup'], 'backup needs one file'],
    ['deploy.sh', [], 'no environment'],
    ['deploy.sh', ['dev'], 'nothing is deployed to "dev"'],
    ['deploy.sh', ['prod', '--bogus'], 'there is no option --bogus'],
    ['gen-secrets.sh', ['stage', '--bogus'], 'there is no option --bogus'],
    ['gen-secrets.sh', ['stage', '--directory'], '--directory needs a value'],
    ['gen-secrets.sh', ['stage', '--directory='], '--directory needs a value'],
    ['list-deployed.sh', ['acme/app'], 'no environment: use'],
    ['list-deployed.sh', ['--bogus'], 'there is no option --bogus'],
    ['registry-setup.sh', [], 'no command: use login, push, sign, verify, promote or status'],
    ['registry-setup.sh', ['bogus'], 'there is no command "bogus"'],
    ['registry-setup.sh', ['verify', '--bogus'], 'there is no option --bogus'],
    ['registry-setup.sh', ['sign', '--key'], '--key needs a value'],
    ['registry-setup.sh', ['push'], 'push needs an image'],
    ['registry-setup.sh', ['login', 'me'], 'login takes no argument'],
    ['registry-setup.sh', ['promote', 'acme/app:latest', 'prod'], 'names no digest'],
    ['security-scan.sh', [], 'nothing to scan: name an image'],
    ['security-scan.sh', ['--bogus', 'alpine'], 'there is no option --bogus'],
    ['security-scan.sh', ['--path'], '--path needs a value'],
    ['wait-for-it.sh', [], 'no target: give HOST:PORT or a URL'],
    ['wait-for-it.sh', ['--bogus', 'postgres:5432'], 'there is no option --bogus'],
    ['wait-for-it.sh', ['postgres'], 'neither HOST:PORT nor a URL'],
  ])('%s refuses %j with 2, and says where to read on', async (name, args, why) => {
    const { code, stdout, stderr } = await run(script(name), args);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
    expect(stderr).toMatch(new RegExp(`^${name}: .+\nSee ${name} --help\\.\n$`));
    expect(await leftovers()).toEqual([]);
  });

  describe('take no orders from a name', () => {
    const HOSTILE = [
      '$(touch pwned)',
      '`touch pwned`',
      'a;touch pwned',
      'a|touch pwned',
      'a && touch pwned',
      'a\ntouch pwned\n',
      "a';touch pwned;'",
      'a";touch pwned;"',
      'a\n::error::pwned',
      'a\r::set-output name=x::pwned',
      'a\n  ::add-mask::pwned',
      'a ##[error]pwned',
      '##vso[task.setvariable variable=x]pwned',
      '\u001b[2J\u001b]0;pwned\u0007',
      '*',
      '../../../*',
      '{a,b}',
      '~root',
      '-oProxyCommand=touch pwned',
      'a[$(touch pwned)]',
      '%s%n%s',
      'x'.repeat(5000),
    ];

    it.each<[string, (name: string) => string[]]>([
      ['build-images.sh', (name) => ['--push', name]],
      ['build-images.sh', (name) => [name]],
      ['compose.sh', (name) => [name]],
      ['compose.sh', (name) => ['prod', 'restore', name]],
      ['deploy.sh', (name) => [name]],
      ['gen-secrets.sh', (name) => ['prod', '--host', name]],
      ['gen-secrets.sh', (name) => [name]],
      ['list-deployed.sh', (name) => ['--environment', name, name]],
      ['registry-setup.sh', (name) => [name]],
      ['registry-setup.sh', (name) => ['push', name]],
      ['registry-setup.sh', (name) => ['push', `${name}.tar`, name]],
      ['registry-setup.sh', (name) => ['verify', name, 'prod']],
      ['registry-setup.sh', (name) => ['promote', `${name}@sha256:${'ab'.repeat(32)}`, name]],
      ['security-scan.sh', (name) => [name]],
      ['security-scan.sh', (name) => ['--path', name]],
      ['security-scan.sh', (name) => ['--', `${name}.tar`]],
      ['wait-for-it.sh', (name) => ['-q', name]],
      ['wait-for-it.sh', (name) => [name]],
      ['wait-for-it.sh', (name) => ['-t', '1', `${name}:1`]],
      ['wait-for-it.sh', (name) => ['-t', name, '127.0.0.1:1']],
    ])('%s (%#)', async (name, args) => {
      const ended = await Promise.all(
        HOSTILE.map((each) => run(script(name), args(each), { RETRY_UNIT: '1', PLIMSOLL: '/bin/false' })),
      );

      for (const { code, stdout, stderr } of ended) {
        expect(code).not.toBe(0);
        const said = `${stdout}${stderr}`;
        expect(said.split(/[\n\r]/).filter((line) => /^\s*::|##\[|##vso\[/.test(line))).toEqual([]);
        // eslint-disable-next-line no-control-regex -- that is what is looked for
        expect(said).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
      }
      const made = await readdir(folder, { recursive: true });
      expect(made.filter((path) => path.includes('pwned') && !path.includes('reports'))).toEqual([]);
    });
  });

  it.each<[string, string[], number, string]>([
    ['build-images.sh', [], 1, 'docker is not installed. https://'],
    ['compose.sh', ['prod', 'up'], 1, 'docker is not installed. https://'],
    ['compose.sh', ['prod', 'ps'], 1, 'docker is not installed. https://'],
    ['compose.sh', ['prod', 'backup', 'a file'], 1, 'docker is not installed. https://'],
    ['deploy.sh', ['prod'], 4, 'docker is not installed. https://'],
    ['list-deployed.sh', ['--environment', 'prod', 'acme/app'], 4, 'jq is not installed'],
    ['registry-setup.sh', ['login'], 4, 'docker is not installed. https://'],
    ['registry-setup.sh', ['push', 'alpine:3.24'], 4, 'docker is not installed. https://'],
    ['registry-setup.sh', ['sign', BY_DIGEST], 4, 'cosign is not installed. https://'],
    ['security-scan.sh', ['alpine:3.24'], 4, 'neither trivy (https://trivy.dev) nor docker is installed'],
  ])('%s %j ends with %i where its tools are missing, and says which', async (name, args, expected, why) => {
    const { code, stdout, stderr } = await run(script(name), args);

    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toContain(why);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['registry-setup.sh', ['status', 'acme/app']],
    ['security-scan.sh', ['alpine:3.24']],
  ])('%s needs Node for what it decides', async (name, args) => {
    const { code, stderr } = await run(script(name), args, { PATH: bin });

    expect([code, stderr]).toEqual([4, expect.stringContaining('node is not installed')]);
  });

  describe('in a checkout where nothing is built', () => {
    /** Instead of Docker: it has these images, and notes what it is asked to run. */
    async function engineWith(...images: string[]): Promise<string> {
      const programs = join(folder, 'engine');
      await mkdir(programs);
      const has = images.map((image) => `[ "$3" = '${image}' ]`).join(' || ') || 'false';
      await writeFile(
        join(programs, 'docker'),
        `#!/bin/sh
case $1 in
  version) echo 28 ;;
  image) ${has} ;;
  *) printf '%s\\n' "$@" --- >>"$HOME/asked" ;;
esac
`,
        { mode: 0o755 },
      );
      return `${bin}:${node}:${programs}`;
    }

    /** What Docker was asked to run, a list of arguments each. */
    async function asked(): Promise<string[][]> {
      const runs = (await readFile(join(folder, 'asked'), 'utf8')).split('---\n').filter((it) => it !== '');
      return runs.map((it) => it.trimEnd().split('\n'));
    }

    function settings(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
      return { PLIMSOLL: undefined, ...variables };
    }

    it('runs the command line of the image, which sees what it needs and no more', async () => {
      const outside = join(folder, 'a policy.yml');
      await writeFile(outside, '');
      const PATH = await engineWith('plimsoll-backend:local');
      const { stderr } = await run(
        script('security-scan.sh'),
        ['--policy', outside, 'alpine:3.24'],
        settings({ PATH, PLIMSOLL_PROJECT: 'acme', DATABASE_URL: 'postgresql://somebody' }),
      );

      expect(stderr).toContain('the one in plimsoll-backend:local is used');
      const [first = [], second = []] = await asked();
      const mount = (path: string) => ['--mount', `type=bind,"source=${path}","target=${path}"`];
      const options = [
        ['run', '--rm', '--interactive', '--init', '--pull', 'never', '--network', 'none'],
        ['--user', `${process.getuid?.()}:${process.getgid?.()}`, '--cap-drop', 'ALL'],
        ['--security-opt', 'no-new-privileges', '--read-only', '--pids-limit', '128', '--log-driver', 'none'],
        ['--tmpfs', '/tmp', '--env', 'HOME=/tmp', '--workdir', elsewhere],
        ['--env', 'PLIMSOLL_PROJECT', '--entrypoint', 'plimsoll', 'plimsoll-backend:local'],
      ].flat();
      const mounts = first.filter((it) => it.startsWith('type=')).sort();
      expect(first.filter((it) => it !== '--mount' && !it.startsWith('type='))).toEqual([...options, '--version']);
      expect(mounts).toEqual(
        [
          `${mount(outside)[1]},readonly`,
          `${mount(elsewhere)[1]},readonly`,
          mount(join(elsewhere, 'reports'))[1],
        ].sort(),
      );
      expect(second.slice(-3)).toEqual(['scan-settings', '--policy', outside]);
      expect(await leftovers()).toEqual([]);
    });

    it.each([
      ['registry.example/acme/app', 'bridge'],
      ['127.0.0.1:5000/acme/app', 'host'],
    ])('gives it a network where it asks a registry, and what logs in there: %s', async (image, network) => {
      await mkdir(join(folder, '.docker'));
      await writeFile(join(folder, '.docker', 'config.json'), '{}');
      const PATH = await engineWith('plimsoll-backend:local');
      const { code } = await run(script('registry-setup.sh'), ['status', image], settings({ PATH }));

      const [, second = []] = await asked();
      expect(code).toBe(0);
      expect(second[second.indexOf('--network') + 1]).toBe(network);
      expect(second).toContain(
        `type=bind,"source=${join(folder, '.docker', 'config.json')}",target=/credentials/config.json,readonly`,
      );
      expect(second.slice(-3)).toEqual(['plimsoll-backend:local', 'status', image]);
    });

    it('takes the image that PLIMSOLL_IMAGE names', async () => {
      const PATH = await engineWith('plimsoll-backend:local', 'mirror.example/plimsoll:1');
      const variables = settings({ PATH, PLIMSOLL_IMAGE: 'mirror.example/plimsoll:1' });
      await run(script('registry-setup.sh'), ['status', 'acme/app'], variables);

      const [first = []] = await asked();
      expect(first.slice(-2)).toEqual(['mirror.example/plimsoll:1', '--version']);
    });

    it('pulls it only by digest', async () => {
      const PATH = await engineWith();
      const pinned = `mirror.example/plimsoll@sha256:${'0123456789abcdef'.repeat(4)}`;
      const refused = await run(
        script('registry-setup.sh'),
        ['status', 'acme/app'],
        settings({ PATH, PLIMSOLL_IMAGE: 'mirror.example/plimsoll:1' }),
      );
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringContaining('only an image with a digest is pulled'),
      ]);

      await run(script('registry-setup.sh'), ['status', 'acme/app'], settings({ PATH, PLIMSOLL_IMAGE: pinned }));
      expect((await asked())[0]).toEqual(['pull', '--quiet', pinned]);
    });

    it('builds the command line where Docker has no image of it', async () => {
      await writeFile(join(tree, 'scripts', 'build-command-line.mjs'), `console.log('is built'); process.exit(1);`);
      const { code, stdout, stderr } = await run(
        script('registry-setup.sh'),
        ['status', 'acme/app'],
        settings({ PATH: await engineWith() }),
      );

      expect([code, stdout]).toEqual([4, '']);
      expect(stderr).toMatch(/it is built now, once\nis built\n.*the command line cannot be built\n$/);
    });

    it('says what is missing where there is neither Node nor an image', async () => {
      const { code, stderr } = await run(
        script('security-scan.sh'),
        ['alpine:3.24'],
        settings({ PATH: (await engineWith()).replace(`:${node}`, '') }),
      );

      expect([code, stderr]).toEqual([4, expect.stringContaining('Docker has no image plimsoll-backend:local')]);
    });
  });

  it.each(SCRIPTS.filter((name) => name !== 'wait-for-it.sh'))('%s says which bash it needs', async (name) => {
    const library = join(tree, 'scripts', 'lib', 'common.sh');
    const text = await readFile(library, 'utf8');
    // What a bash of 2007 is to this one, this one is to a bash of the future.
    await writeFile(library, text.replace('< 404', '< 9900'));
    const { code, stderr } = await run(script(name), ['--help']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^.+\.sh: bash [\d.]+ or newer is needed, and this is \d\.\d\S+\. .+\n$/);
  });

  it('gen-secrets.sh makes the secrets of the checkout that a link leads to', async () => {
    await symlink(join(tree, 'scripts', 'gen-secrets.sh'), join(elsewhere, 'secrets'));
    const { code, stderr } = await run(join(elsewhere, 'secrets'), ['stage']);

    expect([code, stderr]).toEqual([0, '']);
    expect((await readdir(join(tree, 'secrets', 'stage'))).toSorted()).toEqual(SECRETS);
  });

  it.each<[string, string[], number]>([
    ['gen-secrets.sh', ['stage', '--directory', 'a file/secrets'], 1],
    ['security-scan.sh', ['--reports', 'a file/reports', 'alpine:3.24'], 4],
    ['registry-setup.sh', ['status', 'acme/app'], 4],
  ])('%s %j says where nothing can be written', async (name, args, expected) => {
    await writeFile(join(elsewhere, 'a file'), '');
    const { code, stdout, stderr } = await run(script(name), args, { TMPDIR: 'a file' });

    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(new RegExp(`^(.*\n)?${name}: .*a file.*\n$`));
  });

  it.each<[string, string[]]>([
    ['verify', ['verify', BY_DIGEST, 'prod']],
    ['promote', ['promote', BY_DIGEST, 'prod']],
    ['status', ['status', '127.0.0.1:1/acme/app']],
  ])('registry-setup.sh %s ends with 4 where no registry answers', async (_, args) => {
    const { code, stdout, stderr } = await run(script('registry-setup.sh'), ['--key', await publicKey(), ...args]);

    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toContain('127.0.0.1:1');
  });

  it('wait-for-it.sh gives up on what does not answer', async () => {
    const { code, stdout, stderr } = await run(script('wait-for-it.sh'), ['--timeout', '1', '127.0.0.1:1']);

    expect([code, stdout]).toEqual([124, '']);
    expect(stderr).toContain('127.0.0.1:1 did not answer within 1 s');
  });

  describe('interrupted', () => {
    let silent: Server;
    let isAsked = false;
    beforeEach(async () => {
      isAsked = false;
      // Takes every question and answers none.
      silent = createServer((socket) => {
        isAsked = true;
        socket.resume();
        socket.on('error', () => socket.destroy());
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => new Promise((resolve) => silent.close(resolve)));

    it.each([
      ['SIGINT', true, 130],
      ['SIGTERM', false, 143],
    ] as const)(
      'gen-secrets.sh ends on %s with whole secrets, and the next run makes the rest',
      async (name, toAll, code) => {
        // Long enough to be interrupted, and then openssl as it is.
        const slow = join(folder, 'slow');
        await mkdir(slow);
        const openssl = `#!/bin/sh\n: >'${join(folder, 'begun')}'\nsleep 1\nexec '${join(bin, 'openssl')}' "$@"\n`;
        await writeFile(join(slow, 'openssl'), openssl, { mode: 0o755 });
        const args = ['prod', '--directory', 'the secrets'];
        const place = { cwd: elsewhere, env: environment({ PATH: `${slow}:${bin}` }) };
        const isDue = async () => existsSync(join(folder, 'begun'));
        const ended = await interrupt(script('gen-secrets.sh'), args, place, { name, toAll, isDue });

        expect(ended.code).toBe(code);
        expect(ended.stderr).toContain('gen-secrets.sh: interrupted; what was made stays');
        const made = join(elsewhere, 'the secrets');
        expect((await readdir(made)).toSorted()).toEqual(SECRETS);
        const again = await run(script('gen-secrets.sh'), args);
        expect(again.stdout).toBe(
          'kept postgres_password\nkept app_password\nkept database_owner_url\nkept database_url\nkept secret_key\n' +
            'made tls_key\nmade tls_certificate\n',
        );
      },
    );

    it.each([
      ['SIGINT', true, 130],
      ['SIGTERM', false, 143],
    ] as const)('registry-setup.sh ends on %s at once, and so does what it has started', async (name, toAll, code) => {
      const address = silent.address();
      const host = typeof address === 'object' ? `127.0.0.1:${address?.port}` : '';
      const args = ['--key', await publicKey(), 'verify', BY_DIGEST.replace('127.0.0.1:1', host), 'prod'];
      const place = { cwd: elsewhere, env: environment({}) };
      const ended = await interrupt(script('registry-setup.sh'), args, place, {
        name,
        toAll,
        isDue: async () => isAsked,
      });

      expect([ended.code, ended.stdout]).toEqual([code, '']);
      expect(ended.stderr).toContain('registry-setup.sh: interrupted; ');
      expect(await leftovers()).toEqual([]);
      expect(await connections()).toBe(0);
    });

    it('wait-for-it.sh stops waiting on Ctrl-C', async () => {
      const begin = Date.now();
      const place = { cwd: elsewhere, env: environment({}) };
      const ended = await interrupt(script('wait-for-it.sh'), ['-t', '0', '-i', '60', '127.0.0.1:1'], place, {
        name: 'SIGINT',
        toAll: true,
        isDue: async () => Date.now() - begin > 500,
      });

      expect([ended.code, ended.stdout]).toEqual([130, '']);
      expect(Date.now() - begin).toBeLessThan(20_000);
    });

    /** What still holds on to the server that does not answer, a moment later. */
    async function connections(): Promise<number> {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return new Promise((resolve, reject) => {
        silent.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      });
    }
  });

  function script(name: string): string {
    return join(tree, 'scripts', name);
  }

  /** In a folder of no meaning, with nothing of this machine's environment. */
  function run(path: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const file = path.includes('/') || path === 'bash' ? path : join(folder, path);
    return execute(file, args, { cwd: elsewhere, env: environment(variables) });
  }

  function environment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const plimsoll = join(root, 'backend', 'bin', 'plimsoll.js');
    const path = `${bin}:${node}`;
    return { PATH: path, HOME: folder, TMPDIR: folder, PLIMSOLL: plimsoll, RETRY_UNIT: '1', ...variables };
  }

  /** What a run made for itself alone. */
  async function leftovers(): Promise<string[]> {
    const names = await readdir(folder, { recursive: true });
    return names.filter((name) => name.includes('.plimsoll-'));
  }

  async function publicKey(): Promise<string> {
    const file = join(folder, 'a key.pub');
    const making = 'openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -out "$1"';
    const { code, stderr } = await execute('sh', ['-c', making, 'sh', file], { cwd: folder, env: environment({}) });
    if (code !== 0) throw new Error(stderr);
    return file;
  }
});

function shellFilesIn(place: string): string[] {
  return readdirSync(join(root, place)).filter((name) => name.endsWith('.sh'));
}
