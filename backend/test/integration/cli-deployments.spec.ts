import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fixture, startApi, type TestApi } from '../e2e/api.js';
import { insertToken } from '../e2e/principals.js';
import { PLIMSOLL } from './built.js';

const REPORT = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
/** The other lists nothing of what is inside, which stage asks for. */
const LIST = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  components: [{ type: 'library', name: 'left-pad', version: '1.0.0', purl: 'pkg:npm/left-pad@1.0.0' }],
});

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a scheduled rescan asks for. Nobody must be able to hand its scanner another argument than an image. */
describe('plimsoll deployments', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
    for (const [letter, image] of Object.entries({
      a: 'ghcr.io/acme/api',
      b: 'ghcr.io/acme/api',
      c: 'ghcr.io/acme/web',
    })) {
      await record(letter, image, letter === 'c' ? 'stage' : 'prod');
    }
    await record('b', 'ghcr.io/acme/api', 'stage');
  });

  afterAll(() => api.stop());

  async function record(letter: string, image: string, environment: string): Promise<void> {
    const digest = digestOf(letter);
    for (const report of [REPORT, LIST])
      await api.take(report, `?image=${encodeURIComponent(image)}&digest=${digest}&project=shop`);
    const body = { image, digest, environment, project: 'shop', tag: environment };
    expect((await api.call('POST', '/api/v1/deployments', { as: { token: api.token }, body })).status).toBe(201);
  }

  const deployments = (words: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    plimsoll(['deployments', ...words], env);

  async function plimsoll(words: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const child = spawn(process.execPath, [PLIMSOLL, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: api.token, ...env },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  it('shows what runs where, since when, by whom, and whether it may', async () => {
    const { code, stdout, stderr } = await deployments([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head.split(/\s{2,}/)).toEqual(['Image', 'Environment', 'Verdict', 'Artifact', 'Tag', 'Since', 'By']);
    expect(rows.map((row) => row.split(/\s{2,}/).filter((_, place) => place !== 5))).toEqual([
      ['ghcr.io/acme/api', 'stage', 'pass', 'sha256:bbbbbbbbbbbb', 'stage', 'of a spec'],
      ['ghcr.io/acme/api', 'prod', 'fail', 'sha256:bbbbbbbbbbbb', 'prod', 'of a spec'],
      ['ghcr.io/acme/web', 'stage', 'pass', 'sha256:cccccccccccc', 'stage', 'of a spec'],
    ]);
  });

  it('names for a scanner what runs, each once', async () => {
    const all = await deployments(['--output', 'names']);
    expect(all).toEqual({
      code: 0,
      stderr: '',
      stdout: `ghcr.io/acme/api@${digestOf('b')}\nghcr.io/acme/web@${digestOf('c')}\n`,
    });
    const prod = await deployments(['--environment', 'prod', '--output', 'names']);
    expect(prod).toMatchObject({ code: 0, stdout: `ghcr.io/acme/api@${digestOf('b')}\n` });
    expect((await deployments(['--image', 'ghcr.io/acme/web', '--output', 'names'])).stdout).toContain('acme/web@');
  });

  it('tells programs all that the server says', async () => {
    const { code, stdout } = await deployments(['--environment', 'prod', '--output', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ environment: 'prod', tag: 'prod', verdict: { outcome: 'fail' } }]);
  });

  describe('plimsoll exposure', () => {
    const exposure = (...words: string[]): Promise<Ended> => plimsoll(['exposure', ...words]);

    it('lists what has it, where it runs and which verdicts stand, and exits 1', async () => {
      const { code, stdout, stderr } = await exposure('--purl', 'pkg:npm/left-pad');
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      const [head = '', ...rows] = stdout.trimEnd().split('\n');
      expect(head.split(/\s{2,}/)).toEqual(['Image', 'Artifact', 'Component', 'Environment', 'Verdicts']);
      expect(rows.map((row) => row.split(/\s{2,}/).slice(0, 4))).toEqual([
        ['ghcr.io/acme/web', 'sha256:cccccccccccc', 'left-pad 1.0.0', 'stage'],
        ['ghcr.io/acme/api', 'sha256:bbbbbbbbbbbb', 'left-pad 1.0.0', 'stage, prod'],
        ['ghcr.io/acme/api', 'sha256:aaaaaaaaaaaa', 'left-pad 1.0.0', expect.stringMatching(/^dev: pass, stage: pass/)],
      ]);
    });

    it('names for another program what has it and runs', async () => {
      expect(await exposure('--component', 'left-pad', '--range', '<2', '--running', '--output', 'names')).toEqual({
        code: 1,
        stderr: '',
        stdout: `ghcr.io/acme/web@${digestOf('c')}\nghcr.io/acme/api@${digestOf('b')}\n`,
      });
    });

    it('exits 0 only where nothing has it and nothing is unknown, else 3', async () => {
      const known = await exposure('--component', 'left-pad', '--range', '2.0.0', '--output', 'json');
      expect(known.code).toBe(0);
      expect(JSON.parse(known.stdout)).toMatchObject({ items: [], total: 0, artifacts: 3, unknownArtifacts: 0 });
      await api.take(REPORT, `?image=ghcr.io/acme/partly&digest=${digestOf('d')}&project=shop`);
      const partly = await exposure('--component', 'left-pad', '--range', '2.0.0');
      expect(partly).toMatchObject({ code: 3, stdout: 'None of 4 artifacts is known to have it.\n' });
      expect(partly.stderr).toContain('not known for 1 of 4 artifacts');
      await api.sql(`DELETE FROM image WHERE repository = 'ghcr.io/acme/partly'`);
    });

    it.each([
      [[]],
      [['--purl', 'pkg:npm/a', '--range', '1']],
      [['--advisory', 'a', '--purl', 'pkg:npm/a']],
      [['--purl', 'no']],
    ])('exits 2 or 4 for %j', async (words) => {
      const { code, stdout } = await exposure(...words);
      expect([code === 2 || code === 4, stdout]).toEqual([true, '']);
    });
  });

  /** Straight into the tables, also what the API would not take in. */
  async function insertRunning(environment: string, images: readonly string[]): Promise<void> {
    await api.sql(
      `WITH more AS (
         INSERT INTO image (project_id, repository)
         SELECT project.id, repository FROM project, unnest($1::text[]) AS repository WHERE slug = 'shop' RETURNING id
       ), built AS (
         INSERT INTO artifact (image_id, digest, last_scanned_at, image_facts)
         SELECT id, $2, now(), '{}' FROM more RETURNING id, image_id
       )
       INSERT INTO deployment (image_id, artifact_id, environment, source, recorded_at, recorded_by_kind, recorded_by_id,
         recorded_by, verdict_id, outcome)
       SELECT image_id, id, $3, 'spec', now(), 'token', '1', 'of a spec', 'v_0', 'unknown' FROM built`,
      [images, digestOf('f'), environment],
    );
  }

  it('lists more than a page', async () => {
    const images = Array.from({ length: 450 }, (_, place) => `many/image-${place}`);
    await insertRunning('many', images);
    const { code, stdout } = await deployments(['--environment', 'many', '--output', 'names']);
    expect(code).toBe(0);
    expect(new Set(stdout.trim().split('\n'))).toEqual(new Set(images.map((image) => `${image}@${digestOf('f')}`)));
  });

  it('hands nothing to a scanner that is no image, and does not end as if nothing had been left out', async () => {
    const odd = ['--config=/etc/passwd', 'acme/api\nother/image', 'acme/$(id)', 'acme/api --privileged', 'https://a/b'];
    await insertRunning('odd', ['acme/even', ...odd]);
    const { code, stdout, stderr } = await deployments(['--environment', 'odd', '--output', 'names']);
    expect(code).toBe(4);
    expect(stdout).toBe(`acme/even@${digestOf('f')}\n`);
    expect(stderr.match(/left out, since no registry names an image so/g)).toHaveLength(odd.length);
    expect(stderr.trimEnd().split('\n')).toHaveLength(odd.length);
  });

  it('says that nothing runs where nothing is recorded', async () => {
    const dev = await deployments(['--environment', 'dev']);
    expect(dev).toEqual({ code: 0, stderr: '', stdout: 'Nothing is recorded as running in dev.\n' });
    expect(await deployments(['-e', 'dev', '-o', 'names'])).toEqual({ code: 0, stderr: '', stdout: '' });
    expect(await deployments(['-e', 'dev', '-o', 'json'])).toEqual({ code: 0, stderr: '', stdout: '[]\n' });
  });

  it.each([
    ['no server', [], { PLIMSOLL_URL: '' }, 2, 'no server: use --server'],
    ['no token', [], { PLIMSOLL_TOKEN: '' }, 2, 'no token is in PLIMSOLL_TOKEN'],
    ['no address', ['--server', 'plimsoll'], {}, 2, 'PLIMSOLL_URL is an address'],
    [
      'plain http to another machine',
      ['--server', 'http://192.0.2.1:1'],
      {},
      2,
      'anyone on the network path could read the token',
    ],
    ['plain http by its name', [], { PLIMSOLL_URL: 'http://backend:3001' }, 2, 'http://backend:3001 is plain http'],
    ['a name like this machine’s', ['--server', 'http://localhost.example'], {}, 2, 'plain http'],
    [
      'http that is half allowed',
      ['--server', 'http://192.0.2.1'],
      { PLIMSOLL_ALLOW_HTTP: '' },
      2,
      'PLIMSOLL_ALLOW_HTTP=1',
    ],
    ['http that is allowed', ['--server', 'http://no.invalid'], { PLIMSOLL_ALLOW_HTTP: '1' }, 4, 'does not answer'],
    ['nobody there', ['--server', 'http://127.0.0.1:1'], {}, 4, 'does not answer'],
    ['a format that is none', ['--output', 'xml'], {}, 2, 'Allowed choices'],
  ])('says so where there is %s', async (_, words, env, code, reason) => {
    const ended = await deployments(words, env);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(reason);
  });

  it('names the permission that a token lacks', async () => {
    const token = await insertToken(api.sql, { permissions: ['gate:read'] });
    const { code, stderr } = await deployments([], { PLIMSOLL_TOKEN: token });
    expect(code).toBe(2);
    expect(stderr).toContain('You do not have the permission deployment:read');
  });

  it('gives a server’s words on one line, and no runner of a pipeline a command', async () => {
    const detail = 'no\n::error::mine\r\n::add-mask::a\u2028##[add-path]/tmp ##vso[task.complete]\u001b[2J';
    const other = createServer((_, response) => response.writeHead(422).end(JSON.stringify({ detail })));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await deployments(['--server', `http://127.0.0.1:${port}`]);
    other.close();
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toBe(
      String.raw`plimsoll: http://127.0.0.1:${port} answers deployments with 422: no ::error::mine ::add-mask::a #\u0023[add-path]/tmp #\u0023vso[task.complete]\u{1b}[2J` +
        '\n',
    );
  });

  it('takes nothing that answers for Plimsoll, and sends its token nowhere else', async () => {
    const seen: string[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization ?? '');
      if (request.url?.startsWith('/moved/')) response.writeHead(302, { location: api.url }).end();
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    try {
      const page = await deployments(['--server', url]);
      expect(page).toMatchObject({ code: 4, stdout: '' });
      expect(page.stderr).toContain('answers, but not as Plimsoll does');
      const moved = await deployments(['--server', `${url}/moved`]);
      expect(moved).toMatchObject({ code: 4, stdout: '' });
      expect(seen).toHaveLength(2);
    } finally {
      other.close();
    }
  });
});
