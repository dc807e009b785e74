import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures/cli', import.meta.url));

/** Four findings, one critical and fixable. */
const FAILING = 'alpine-3.14.trivy.json';
/** Looked for nothing. */
const EMPTY = 'juice-shop-empty.trivy.json';

const POLICY = `version: 1
environments:
  dev:
    vulnerabilities: { critical: 5 }
    evidence: { require: [vulnerabilities] }
  prod:
    vulnerabilities: { critical: 0 }
    evidence: { require: [vulnerabilities] }
  old:
    vulnerabilities: { critical: any }
    evidence: { require: [secrets] }
`;

/** What the runner knows of an action of another repository. */
const GITHUB: ReadonlyMap<string, string> = new Map([
  ['${{ github.action_repository }}', 'acme/plimsoll'],
  ['${{ github.action_ref }}', 'v0.2.0'],
]);

const HELP = '[How to read and fix this](https://github.test/acme/plimsoll/blob/v0.2.0/docs/fix-a-failed-gate.md)';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** The step of action.yml that decides, as the runner calls it: in a repository of somebody else, under a path with spaces. */
describe('action.yml', () => {
  let action: Action;
  let folder: string;
  let repository: string;
  let run = 0;

  beforeAll(async () => {
    action = parse(await readFile(join(ROOT, 'action.yml'), 'utf8')) as Action;
    folder = await mkdtemp(join(tmpdir(), 'plimsoll action '));
    repository = join(folder, 'a repository');
    await mkdir(repository);
    await writeFile(join(repository, 'security-config.yml'), POLICY);
    for (const name of [FAILING, EMPTY]) await cp(join(FIXTURES, name), join(repository, name));
    // Where the runner has unpacked the action.
    await symlink(ROOT, join(folder, 'the action'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** With the defaults that action.yml has, and nothing else of this machine's environment. */
  async function decide(inputs: Readonly<Record<string, string>>, own: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const step = action.runs.steps.find(({ name }) => name === 'Decide');
    const temporary = join(folder, `temporary ${(run += 1)}`);
    await mkdir(temporary);
    const [output, summary] = [join(temporary, 'output'), join(temporary, 'summary')];
    for (const path of [output, summary]) await writeFile(path, '');
    const script = join(temporary, 'step.sh');
    await writeFile(script, step?.run ?? 'exit 9');
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, value]) => [name, valueOf(value, inputs)])),
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_SERVER_URL: 'https://github.test',
      RUNNER_TEMP: temporary,
      CI: 'true',
      ...own,
    };
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], { cwd: repository, env });
    child.stdin.end();
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await once(child, 'close')) as [number | null];
    return {
      code,
      said: (await said).join(''),
      outputs: Object.fromEntries(
        (await readFile(output, 'utf8')).split('\n').flatMap((line) => {
          const [, name, value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? [];
          return name === undefined ? [] : [[name, value]];
        }),
      ),
      summary: await readFile(summary, 'utf8'),
    };
  }

  /** An expression of the step's environment. */
  function valueOf(expression: string, inputs: Readonly<Record<string, string>>): string {
    const given = GITHUB.get(expression);
    if (given !== undefined) return given;
    if (expression === '${{ github.action_path }}') return join(folder, 'the action');
    const [, name = ''] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(expression) ?? [];
    if (!(name in action.inputs)) throw new Error(`${expression} is no input`);
    return inputs[name] ?? action.inputs[name]?.default ?? '';
  }

  it('passes, and writes the summary and SARIF once', async () => {
    const { code, said, outputs, summary } = await decide({ environment: 'dev', reports: FAILING });

    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('Can ship to dev') });
    expect(outputs).toEqual({ outcome: 'pass', sarif: expect.stringMatching(/\.sarif$/) });
    expect(summary.match(/^#+ .*dev/gm)).toHaveLength(1);
    expect(summary).not.toContain('fix-a-failed-gate');
    expect(JSON.parse(await readFile(outputs['sarif'] ?? '', 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  it('fails where the gate does, and says so in all of its outputs', async () => {
    const { code, outputs, summary } = await decide({
      environment: 'prod',
      reports: `\n  \n${FAILING}\n`,
      sarif: 'a file.sarif',
    });

    expect(code).toBe(1);
    expect(outputs).toEqual({ outcome: 'fail', sarif: 'a file.sarif' });
    expect(summary).toMatch(/prod/);
    expect(summary).toContain(HELP);
    const { runs } = JSON.parse(await readFile(join(repository, 'a file.sarif'), 'utf8')) as {
      runs: { results: unknown[] }[];
    };
    expect(runs[0]?.results.length).toBeGreaterThan(0);
  });

  it('is unknown, and no pass, where nobody has looked', async () => {
    const { code, outputs } = await decide({ environment: 'old', reports: EMPTY });

    expect([code, outputs['outcome']]).toEqual([3, 'unknown']);
  });

  it.each([
    ['neither an image nor reports', { environment: 'prod' }, 'Give "image" to scan one'],
    ['both', { environment: 'prod', image: 'a', reports: FAILING }, 'not both'],
    ['two lines where one is meant', { environment: 'prod\noutcome=pass', reports: FAILING }, 'more than one line'],
    ['an output in the name of a file', { environment: 'dev', reports: FAILING, sarif: 'x\noutcome=pass' }, 'one line'],
    ['what was looked for in an image', { environment: 'prod', image: 'a', look: 'secrets' }, 'is for "reports"'],
    ['a comment with nothing to compare', { environment: 'dev', reports: FAILING, comment: 'api' }, 'needs "before"'],
    [
      'a comment whose name ends its marker',
      { environment: 'dev', reports: FAILING, before: EMPTY, comment: 'a --> b' },
      '"comment" is a name',
    ],
    ['an environment that there is not', { environment: 'moon', reports: FAILING }, 'moon'],
    ['a policy that is not there', { environment: 'dev', reports: FAILING, policy: 'no such.yml' }, 'no such.yml'],
  ])('refuses %s, and decides nothing', async (_, inputs, why) => {
    const { code, said, outputs } = await decide(inputs);

    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(why) });
    expect(outputs).toEqual({});
  });

  it.each(['environment', 'policy', 'waivers', 'look', 'reports', 'image'] as const)(
    'does not run what %s says, nor takes it for an option',
    async (input) => {
      const base = input === 'image' ? { environment: 'dev' } : { environment: 'dev', reports: FAILING };
      for (const word of [`$(touch pwned)\`touch pwned\`"; touch pwned; "'; touch pwned; '`, '--help']) {
        const { code, outputs } = await decide({ ...base, [input]: word }, { TRIVY_CACHE_DIR: folder });
        expect({ word, outputs, isPass: code === 0 }).toEqual({ word, outputs: {}, isPass: false });
        expect(existsSync(join(repository, 'pwned'))).toBe(false);
      }
    },
  );

  it('takes no orders from what a report names', async () => {
    const report = await readFile(join(repository, FAILING), 'utf8');
    await writeFile(join(repository, 'orders.json'), report.replaceAll('CVE-', String.raw`\n::error::CVE-`));
    const { said } = await decide({ environment: 'prod', reports: 'orders.json' });

    const [, pause = ''] = /^::stop-commands::([0-9a-f-]{36})$/m.exec(said) ?? [];
    const after = said.split(`::${pause}::`).at(-1) ?? '';
    expect(pause).not.toBe('');
    expect(said.split(`::stop-commands::${pause}`)[0]).not.toContain('::error');
    expect(after).not.toContain('::error');
  });

  it('scans an image with the scanner that is there, and hands its reports on', async () => {
    // A scanner that finds what one has found before: which one it is does not matter here.
    const tools = join(folder, 'tools');
    await mkdir(tools);
    await writeFile(join(tools, 'trivy'), SCANNER);
    await chmod(join(tools, 'trivy'), 0o755);
    const env = { PATH: `${tools}:${process.env['PATH'] ?? ''}`, FOUND: join(repository, FAILING) };
    const shelf = { ...env, XDG_CACHE_HOME: join(folder, 'cache'), TRIVY_CACHE_DIR: join(folder, 'cache') };
    const { code, said, outputs, summary } = await decide({ environment: 'prod', image: 'alpine:3.14' }, shelf);

    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('prod') });
    expect(outputs).toEqual({
      outcome: 'fail',
      reports: expect.stringMatching(/\/alpine\/sha256-/),
      sarif: `${outputs['reports']}/report.sarif`,
    });
    expect(existsSync(join(outputs['reports'] ?? '', 'sbom.cdx.json'))).toBe(true);
    const filed = await readFile(join(outputs['reports'] ?? '', 'summary.md'), 'utf8');
    expect(summary).toBe(`${filed}\n${HELP}\n`);
  });

  it('adds what changed to the summary, and decides by the gate alone', async () => {
    const { code, said, outputs, summary } = await decide({
      environment: 'dev',
      reports: FAILING,
      before: EMPTY,
      look: 'vulnerabilities',
    });

    expect({ code, said }).toEqual({ code: 0, said: expect.not.stringContaining('::warning') });
    const comparison = await readFile(outputs['comparison'] ?? '', 'utf8');
    expect(comparison).toMatch(/^### Introduces 4 findings /);
    expect(summary.endsWith(comparison)).toBe(true);
    const refused = await decide({ environment: 'dev', reports: FAILING, before: 'no such.json' });
    expect([refused.code, refused.outputs['comparison'], refused.outputs['outcome']]).toEqual([0, undefined, 'pass']);
    expect(refused.said).toContain('::warning title=Plimsoll gate::The artifacts could not be compared');
    for (const before of ['$(touch pwned)`touch pwned`"; touch pwned; "', '--help']) {
      const { outputs: decided } = await decide({ environment: 'dev', reports: FAILING, before });
      expect([decided['outcome'], decided['comparison']]).toEqual(['pass', undefined]);
      expect(existsSync(join(repository, 'pwned'))).toBe(false);
    }
  });

  it('names for each output a step that writes it', () => {
    const decided = action.runs.steps.find(({ name }) => name === 'Decide')?.run ?? '';
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.gate.outputs.${name} }}`);
      expect(decided).toContain(`echo "${name}=`);
    }
  });
});

/** A comment as GitHub's API has it. */
interface Comment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string; readonly type: string } | null;
}

/** The step of action.yml that comments, against a server that speaks as GitHub's API does. */
describe('action.yml on a pull request', () => {
  const BOT = { login: 'github-actions[bot]', type: 'Bot' };
  const COMMIT = 'c0'.repeat(20);
  const MARKER = '<!-- plimsoll-gate: api -->\n';
  const COMMENTS = '/repos/acme/shop/issues/7/comments';
  let folder: string;
  let server: Server;
  let comments: Comment[];
  let asked: { readonly what: string; readonly token: string | undefined }[];
  /** What the server answers to every request; null where it does what is asked. */
  let refusal: { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | null;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll comment '));
    await symlink(ROOT, join(folder, 'the action'));
    server = createServer((request, answer) => {
      void respond(request).then(({ status, headers, body }) => answer.writeHead(status, headers).end(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  beforeEach(() => {
    comments = [];
    asked = [];
    refusal = null;
  });

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  async function respond(request: IncomingMessage) {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', 'http://github.test');
    asked.push({ what: `${method} ${url.pathname}`, token: headers.authorization });
    if (refusal !== null) return { headers: {}, body: '::error::a server that gives orders', ...refusal };
    if (method === 'GET' && url.pathname === COMMENTS) {
      const [size, page] = ['per_page', 'page'].map((name) => Number(url.searchParams.get(name)));
      const start = ((page ?? 1) - 1) * (size ?? 30);
      return { status: 200, headers: {}, body: JSON.stringify(comments.slice(start, start + (size ?? 30))) };
    }
    const { body } = (await json(request)) as { body: string };
    if (method === 'POST' && url.pathname === COMMENTS) {
      comments.push({ id: comments.length + 1, body, user: BOT });
      return { status: 201, headers: {}, body: '{}' };
    }
    const id = Number(/^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1]);
    comments = comments.map((comment) => (comment.id === id ? { ...comment, body } : comment));
    return { status: method === 'PATCH' && id > 0 ? 200 : 404, headers: {}, body: '{}' };
  }

  async function comment(comparison: string, own: NodeJS.ProcessEnv = {}) {
    const { runs } = parse(await readFile(join(ROOT, 'action.yml'), 'utf8')) as Action;
    const step = runs.steps.find(({ name }) => name === 'Comment on the pull request');
    const path = join(folder, 'a comparison.md');
    await writeFile(path, comparison);
    const values: Readonly<Record<string, string>> = {
      '${{ github.action_path }}': join(folder, 'the action'),
      '${{ inputs.comment }}': 'api',
      '${{ steps.gate.outputs.comparison }}': comparison === '' ? '' : path,
      '${{ github.event.pull_request.number }}': '7',
      '${{ github.event.pull_request.head.sha }}': COMMIT,
      '${{ github.token }}': 'token-of-the-job',
    };
    return ended('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step?.run ?? 'exit 9'], {
      PATH: process.env['PATH'],
      ...Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, value]) => [name, values[value]])),
      GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      GITHUB_REPOSITORY: 'acme/shop',
      ...own,
    });
  }

  it('is posted once, and updated from then on', async () => {
    expect(await comment('### Introduces 4 findings\n')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Posted'),
    });
    expect(await comment('### Introduces 1 finding\n')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Updated'),
    });

    expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining('### Introduces 1 finding\n')]);
    expect(comments[0]?.body.startsWith(MARKER)).toBe(true);
    expect(comments[0]?.body).toContain(COMMIT);
    expect(asked.map(({ what }) => what)).toEqual([
      `GET ${COMMENTS}`,
      `POST ${COMMENTS}`,
      `GET ${COMMENTS}`,
      'PATCH /repos/acme/shop/issues/comments/1',
    ]);
    expect(new Set(asked.map(({ token }) => token))).toEqual(new Set(['Bearer token-of-the-job']));
  });

  it('leaves comments of others alone, whatever they begin with, and finds its own on a later page', async () => {
    const foreign = [
      { body: `${MARKER}### Introduces nothing`, user: { login: 'mallory', type: 'User' } },
      { body: `${MARKER}### Introduces nothing`, user: { login: 'github-actions[bot]', type: 'User' } },
      { body: `${MARKER}### Introduces nothing`, user: null },
      { body: `quoted: ${MARKER}`, user: BOT },
      { body: MARKER.replace('api', 'api2'), user: BOT },
    ];
    comments = Array.from({ length: 150 }, (_, index) => ({ id: index + 1, ...foreign[index % foreign.length]! }));
    const before = [...comments];
    await comment('### Introduces 4 findings\n');
    await comment('### Introduces 5 findings\n');

    expect(comments.slice(0, 150)).toEqual(before);
    expect(comments.slice(150).map(({ body }) => body)).toEqual([expect.stringContaining('Introduces 5 findings')]);
  });

  it('says that nothing is known of a commit that could not be compared', async () => {
    await comment('### Introduces nothing\n');
    await comment('');

    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain('What changed is not known');
    expect(comments[0]?.body).not.toContain('Introduces nothing');
  });

  it('is cut at the end of a line where GitHub would refuse it, and says so', async () => {
    const items = Array.from({ length: 4_000 }, (_, index) => `- finding ${index} of many in a package`).join('\n');
    await comment(`### Introduces much\n\n<details><summary>Fixed</summary>\n\n${items}\n\n</details>\n`);

    const [posted = ''] = comments.map(({ body }) => body);
    expect(posted.length).toBeLessThan(65_536);
    expect(posted).toMatch(/in a package\n\n<\/details>\n\n\*\*The rest does not fit/);
  });

  it.each([
    [{ status: 403 }, 'pull-requests: write'],
    [{ status: 404 }, 'pull-requests: write'],
    [{ status: 422 }, 'GitHub answers 422'],
    [{ status: 500 }, 'GitHub answers 500'],
    [{ status: 200 }, 'with no JSON'],
    [{ status: 302, headers: { location: '/elsewhere' } }, 'does not answer'],
  ])('warns of %j, follows nowhere and prints nothing of it', async (refused, why) => {
    refusal = refused;
    const { code, stdout, stderr } = await comment('### Introduces 4 findings\n');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^::warning title=Plimsoll gate::[^\n]*\n$/);
    expect(stdout).toContain(why);
    expect(stdout).not.toContain('orders');
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['PULL', '7/../8'],
    ['PULL', ''],
    ['COMMIT', '$(touch pwned)'],
    ['COMMENT', 'a --> b'],
    ['COMMENT', 'api\n::error::x'],
    ['GITHUB_REPOSITORY', 'acme/..'],
    ['GITHUB_REPOSITORY', 'acme/shop/issues/1'],
    ['GITHUB_API_URL', 'http://elsewhere.example'],
    ['TOKEN', 'a\nb'],
  ])('asks nothing where %s is %j', async (name, value) => {
    const { code, stdout } = await comment('### Introduces 4 findings\n', { [name]: value });

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^::warning [^\n]*\n$/) });
    expect(stdout).not.toContain('::error');
    expect(asked).toEqual([]);
  });

  it('is off until it is asked for, and for the event pull_request alone', async () => {
    const { inputs, runs } = parse(await readFile(join(ROOT, 'action.yml'), 'utf8')) as Action;
    expect(inputs['comment']?.default).toBe('');
    expect(runs.steps.filter(({ env = {} }) => 'TOKEN' in env)).toEqual([
      expect.objectContaining({
        name: 'Comment on the pull request',
        if: "${{ !cancelled() && inputs.comment != '' && github.event_name == 'pull_request' }}",
      }),
    ]);
  });
});

const SCANNER = `#!/usr/bin/env bash
set -euo pipefail
if [[ " $* " == *' --help '* ]]; then
  echo '      --scanners strings   vuln,misconfig,secret,license'
  exit
fi
while (($# > 0)); do
  if [[ $1 == --output ]]; then cp "$FOUND" "$2"; fi
  shift
done
`;

describe('install-trivy/install.sh', () => {
  const NAME = 'trivy_9.9.9_Linux-64bit.tar.gz';
  let folder: string;
  let server: Server;
  let archive: Buffer;
  let asked: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll trivy '));
    await mkdir(join(folder, 'made'));
    await writeFile(join(folder, 'made', 'trivy'), '#!/bin/sh\necho 9.9.9\n');
    await ended('tar', [
      '--create',
      '--gzip',
      '--file',
      join(folder, NAME),
      '--directory',
      join(folder, 'made'),
      'trivy',
    ]);
    archive = await readFile(join(folder, NAME));
    server = createServer((request, answer) => {
      asked.push(request.url ?? '');
      if (request.url === `/v9.9.9/${NAME}`) answer.end(archive);
      else answer.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A checkout whose release.env names that archive.
    for (const path of ['.github/actions/install-trivy/install.sh', 'scripts/lib/common.sh']) {
      await mkdir(join(folder, 'checkout', path, '..'), { recursive: true });
      await cp(join(ROOT, path), join(folder, 'checkout', path));
    }
  });

  beforeEach(() => {
    asked = [];
  });

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  async function install(release: string, env: NodeJS.ProcessEnv = {}) {
    const place = join(folder, 'checkout', '.github/actions/install-trivy');
    await writeFile(join(place, 'release.env'), release);
    await writeFile(join(folder, 'path'), '');
    await rm(join(folder, 'bin'), { recursive: true, force: true });
    return ended('bash', [join(place, 'install.sh'), join(folder, 'bin')], {
      PATH: process.env['PATH'],
      TRIVY_MIRROR: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      GITHUB_PATH: join(folder, 'path'),
      RETRY_UNIT: '1',
      ...env,
    });
  }

  const pinned = (checksum: string, version = 'v9.9.9') => `# why\nVERSION=${version}\nSHA256=${checksum}\n`;
  const checksum = () => createHash('sha256').update(archive).digest('hex');

  it('puts what is pinned on the path', async () => {
    const { code, stdout, stderr } = await install(pinned(checksum()));

    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Trivy v9.9.9, by checksum\n' });
    expect(stdout).toBe(`${join(folder, 'bin', 'trivy')}\n`);
    expect(await readFile(join(folder, 'path'), 'utf8')).toBe(`${join(folder, 'bin')}\n`);
    expect((await ended(stdout.trim(), [])).stdout).toBe('9.9.9\n');
  });

  it('takes nothing else that goes by the same name', async () => {
    const { code, stderr } = await install(pinned('ab'.repeat(32)));

    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining(`its checksum is ${checksum()}`) });
    expect(existsSync(join(folder, 'bin'))).toBe(false);
    expect(await readFile(join(folder, 'path'), 'utf8')).toBe('');
  });

  it('tries again, and then says that it cannot be fetched', async () => {
    const { code, stderr } = await install(pinned(checksum(), 'v1.0.0'));

    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('cannot be fetched') });
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['no checksum', 'VERSION=v9.9.9\n'],
    ['half a checksum', pinned('abcd')],
    ['a version that is none', pinned('ab'.repeat(32), 'latest')],
  ])('does not ask for anything with %s', async (_, release) => {
    const { code, stderr } = await install(release);

    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('release.env') });
    expect(asked).toEqual([]);
  });
});

async function ended(file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(file, args, { env });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, 'close')) as [number | null];
  const [stdout, stderr] = await said;
  return { code, stdout, stderr };
}
