import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseWaivers } from '../../src/core/policy/parse-waivers.js';
import type { WaiverResult } from '../../src/modules/waivers/dto/waiver.dto.js';
import { startApi, type TestApi } from '../e2e/api.js';
import { insertPerson, insertProject, insertToken } from '../e2e/principals.js';
import { PLIMSOLL } from './built.js';

const IN_A_WEEK = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);

/** What a pipeline, and whoever answers for a risk, do without the console. */
describe('plimsoll waivers', () => {
  let api: TestApi;
  let folder: string;
  /** Of two people: the policy asks for as many for what is critical. */
  let approvers: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-waivers-'));
    api = await startApi();
    await insertProject(api.sql, 'shop');
    approvers = [];
    for (const _ of ['one', 'other']) {
      const { accountId } = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
      approvers.push(await insertToken(api.sql, { accountId }));
    }
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });

  async function waivers(words: string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [PLIMSOLL, 'waivers', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: api.token, ...env },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  it('requests, lists, approves, exports and revokes', async () => {
    const about = ['--project', 'shop', '--advisory', 'CVE-2024-3094', '--image', 'acme/api', '--expires', IN_A_WEEK];
    const made = await waivers(['request', ...about, '--justification', 'Not reachable.', '--output', 'json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { waiver } = JSON.parse(made.stdout) as WaiverResult;
    expect((await waivers(['list', '--state', 'requested'])).stdout).toMatch(
      new RegExp(
        `^${waiver.name} +shop +requested +0 of 2 .* UTC .*acme/api CVE.* ${waiver.revision.slice(0, 8)}$`,
        'm',
      ),
    );
    expect((await waivers(['export', '--project', 'shop'])).stdout).not.toContain('CVE-2024-3094');

    const [asOne, asOther] = approvers.map((token) => ({ PLIMSOLL_TOKEN: token }));
    const wrong = await waivers(['approve', waiver.name, '--revision', '0'.repeat(8)], asOne);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain(`is at revision ${waiver.revision}`);
    const approve = ['approve', waiver.name, '--revision', waiver.revision.slice(0, 8)];
    expect((await waivers(approve, asOne)).stdout).toContain('It is requested, has 1 of 2 approvals');
    expect((await waivers(approve, asOther)).stdout).toContain(`${waiver.name} is approved by you. It is in-force`);

    const soon = ['list', '--ending', '14d', '--project', 'shop'];
    expect(await waivers([...soon, '--exit-code'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(waiver.name),
    });
    expect((await waivers(soon)).code).toBe(0);
    expect(await waivers(['list', '--ending', '1h', '--exit-code'])).toMatchObject({
      code: 0,
      stdout: 'There are no such waivers.\n',
    });
    expect(await waivers(['forecast', '--by', '2099-01-01', '--project', 'shop'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 of 0 artifacts'),
    });

    const exported = await waivers(['export', '--project', 'shop']);
    expect(parseWaivers(exported.stdout)).toMatchObject([{ id: waiver.name, scope: waiver.scope }]);
    const revoked = await waivers(['revoke', waiver.name, '--reason', 'exploited by now'], asOther);
    expect(revoked.stdout).toContain(`${waiver.name} is revoked. It is revoked`);
    expect(parseWaivers((await waivers(['export', '--project', 'shop'])).stdout)).toEqual([]);
  });

  it('applies a file that it imported, after it has said what that would change', async () => {
    await writeFile(join(folder, '.trivyignore'), 'CVE-2018-14618\nCVE-2019-1 exp:2020-01-01\n');
    const terms = ['--from', 'trivy', '--author', 'dev@acme.example'];
    const imported = await waivers(['import', join(folder, '.trivyignore'), ...terms, '--expires', IN_A_WEEK]);
    expect(imported.code).toBe(0);
    expect(imported.stderr).toContain('.trivyignore:2: CVE-2019-1 is not taken over: it has expired on 2020-01-01.');
    const file = join(folder, 'waivers.yml');
    await writeFile(file, imported.stdout);
    const apply = ['apply', file, '--project', 'shop', '--origin', 'a spec'];
    expect((await waivers([...apply, '--dry-run'])).stdout).toBe(
      'It would be: 1 added, 0 edited, 0 revoked, 0 unchanged. Nothing was changed.\n  + trivy-CVE-2018-14618\n',
    );
    expect(await waivers(apply)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: '1 added, 0 edited, 0 revoked, 0 unchanged.\n  + trivy-CVE-2018-14618\n',
    });
    expect((await waivers(['export', '--project', 'shop'])).stdout).toContain('id: trivy-CVE-2018-14618');
  });

  it.each([
    ['no project', ['apply', 'x.yml', '--origin', 'x'], 'no project: use --project'],
    ['no origin', ['apply', 'x.yml', '--project', 'shop'], '--origin'],
    ['no file', ['apply', '/none.yml', '--project', 'shop', '--origin', 'x'], 'there is no waivers file'],
    ['no such waiver', ['revoke', 'my-waiver', '--reason', 'x'], 'is named by its number'],
    ['a forecast without an instant', ['forecast'], '--by'],
    ['a time that is none', ['list', '--ending', 'soon'], 'is no duration'],
    ['no end', ['request', '--project', 'shop', '--advisory', 'CVE-2024-1', '--justification', 'x'], '--expires'],
    ['a project without an image', ['import', 'f.json', '--from', 'dependency-track', '--author', 'x'], '--image'],
    [
      'an end beyond the longest',
      ['import', 'f', '--from', 'trivy', '--author', 'x', '--expires', '2099-01-01'],
      'later than',
    ],
  ])('refuses %s', async (_, words, message) => {
    const { code, stdout, stderr } = await waivers(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('needs a token that may', async () => {
    const token = await insertToken(api.sql, { permissions: ['waiver:read'] });
    await writeFile(join(folder, 'none.yml'), 'waivers: []\n');
    const words = ['apply', join(folder, 'none.yml'), '--project', 'shop', '--origin', 'x'];
    const { code, stderr } = await waivers(words, { PLIMSOLL_TOKEN: token });
    expect(code).toBe(2);
    expect(stderr).toContain('waiver:apply');
  });
});
