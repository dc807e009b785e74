import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ended, execute } from './command.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SCHEMA = 'docs/security-config.schema.json';
const SECURITY = 'docs/security.md';
const CONFIGURATION = 'docs/configuration.md';

const generate = (root: string, ...args: string[]): Promise<Ended> =>
  execute(process.execPath, [join(root, 'scripts', 'generate.mjs'), ...args], { cwd: root, env: process.env });

describe('the committed files that are generated', () => {
  // Builds the backend where it is stale, as in a run of this spec alone, and says so.
  beforeAll(() => generate(ROOT, '--check', SCHEMA));

  it('say what the code, the compose files and the images say', async () => {
    expect(await generate(ROOT, '--check')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

/** On a copy with the sources and the build of this checkout, which needs neither installing nor building. */
describe('npm run generate', () => {
  let checkout: string;

  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'plimsoll generate '));
    for (const path of [
      'scripts',
      'docs',
      'deploy',
      'gateway',
      'backend/generators',
      'backend/package.json',
      'frontend/src',
      'Dockerfile.backend',
      'Dockerfile.frontend',
      ...['', 'override.', 'stage.', 'prod.', 'security.'].map((name) => `docker-compose.${name}yml`),
    ]) {
      await mkdir(dirname(join(checkout, path)), { recursive: true });
      await cp(join(ROOT, path), join(checkout, path), { recursive: true });
    }
    for (const path of ['backend/src', 'backend/dist', 'backend/node_modules']) {
      await symlink(join(ROOT, path), join(checkout, path));
    }
    await writeFile(join(checkout, 'scripts/lib/install.mjs'), 'export const install = () => Promise.resolve();\n');
    await writeFile(join(checkout, 'scripts/lib/build.mjs'), 'export const buildBackend = () => Promise.resolve();\n');
  });

  afterAll(() => rm(checkout, { recursive: true }));

  const read = (path: string): Promise<string> => readFile(join(checkout, path), 'utf8');

  async function change(path: string, from: string | RegExp, to: string): Promise<string> {
    const text = await read(path);
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    await writeFile(join(checkout, path), changed);
    return changed;
  }

  it('names with --check each file that is stale and the command that mends it, and writes nothing', async () => {
    const stale = [
      [SCHEMA, await change(SCHEMA, '"type"', '"kind"')],
      [SECURITY, await change(SECURITY, /(\| `gate:read` +\| project \| )yes/, '$1no ')],
      [CONFIGURATION, await change(CONFIGURATION, '| `DATABASE_URL`', '| `DATABASE_URI`')],
    ] as const;
    expect(await generate(checkout, '--check', SCHEMA, SECURITY, CONFIGURATION)).toEqual({
      code: 1,
      stdout: '',
      stderr: [SCHEMA, CONFIGURATION, SECURITY].map((path) => `${path} is stale: run npm run generate\n`).join(''),
    });
    for (const [path, text] of stale) expect(await read(path)).toBe(text);
  });

  it('writes them anew, and nothing is stale then', async () => {
    expect((await generate(checkout, SCHEMA, SECURITY, CONFIGURATION)).code).toBe(0);
    for (const path of [SCHEMA, SECURITY, CONFIGURATION]) {
      expect(await read(path)).toBe(await readFile(join(ROOT, path), 'utf8'));
    }
  });

  it('asks for the words of a permission that has none', async () => {
    await change(SECURITY, /^\| `gate:read` .*\n/m, '');
    const { code, stderr } = await generate(checkout, SECURITY);
    expect(code).toBe(1);
    expect(stderr).toContain('docs/security.md: add the row "| `gate:read` | what it lets one do |"');
    await change(SECURITY, /^\| `artifact:read` /m, '| `gate:read` | Ask |\n| `artifact:read` ');
    expect((await generate(checkout, SECURITY)).code).toBe(0);
    expect(await read(SECURITY)).toMatch(/^\| `gate:read` +\| project \| yes .* \| Ask +\|$/m);
  });

  it('refuses a document that the console cannot show', async () => {
    await change('docs/fix-a-failed-gate.md', '## Read the result', '> A note\n\n## Read the result');
    const { code, stderr } = await generate(
      checkout,
      '--check',
      'frontend/src/features/help/generated/fix-a-failed-gate.ts',
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('cannot be shown in the console: > A note'),
    });
  });

  it('asks for a description of a variable that is read', async () => {
    await writeFile(join(checkout, 'gateway', 'new.sh'), 'echo "$PLIMSOLL_NEW_THING"\n');
    const { code, stderr } = await generate(checkout, '--check', CONFIGURATION);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^docs\/configuration\.md: .*PLIMSOLL_NEW_THING/m);
  });

  it.each([
    [['README.md'], 'README.md is not generated. These are:\n  backend/openapi.json\n'],
    [['--fast'], 'Usage: npm run generate [-- [--check] [FILE…]]'],
  ])('refuses %j', async (args, sentence) => {
    const { code, stderr } = await generate(checkout, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
