import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RecallResult } from '../../src/modules/recalls/dto/recall.dto.js';
import { fixture, startApi, type TestApi } from '../e2e/api.js';
import { insertToken } from '../e2e/principals.js';
import { PLIMSOLL } from './built.js';

const REPORT = fixture('reports/vexctl-sarif/nginx-trivy.sarif.json');
const DIGEST = `sha256:${'a'.repeat(64)}`;

/** Whoever finds out at night that a scanner was bad has one command; a slip of it must not reach further than was meant. */
describe('plimsoll evidence', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
    await api.take(REPORT, `?image=ghcr.io/acme/api&digest=${DIGEST}&project=shop`);
  });

  afterAll(() => api.stop());

  async function evidence(words: string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [PLIMSOLL, 'evidence', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: api.token, ...env },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  it('shows what a recall would be about, recalls, lists and undoes', async () => {
    const about = ['--tool', 'trivy', '--project', 'shop'];
    const preview = await evidence(['recall', ...about, '--dry-run']);
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(preview.stdout).toContain('1 scans of 1 images; 1 of the scans count now. Nothing was changed.');
    expect(preview.stdout).toContain(`ghcr.io/acme/api@${DIGEST} (shop)`);
    expect((await evidence(['list'])).stdout).toBe('No recalls.\n');

    const made = await evidence(['recall', ...about, '--reason', 'tampered with', '--output', 'json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { recall } = JSON.parse(made.stdout) as RecallResult;
    expect(recall).toMatchObject({ project: 'shop', tool: 'trivy', reason: 'tampered with', scanCount: 1 });
    expect((await evidence(['list'])).stdout).toMatch(/^1 +shop +1 +1 +trivy .*tampered with$/m);

    const undone = await evidence(['undo', recall.id]);
    expect(undone.stdout).toContain(`Recall ${recall.id}: 1 scans of 1 images are given back.`);
    expect(undone.stdout).toContain('unknown → fail');
  });

  describe('export and verify', () => {
    let folder: string;
    const path = (name: string): string => join(folder, name);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'plimsoll-evidence-'));
      await evidence(['export', `ghcr.io/acme/api@${DIGEST}`, '--project', 'shop', '--out', path('a.tar')]);
      const key = await evidence(['key']);
      writeFileSync(path('key.pem'), key.stdout);
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('leave an archive that is checked without the server', async () => {
      const offline = { PLIMSOLL_URL: '', PLIMSOLL_TOKEN: '' };
      const { code, stdout, stderr } = await evidence(
        ['verify', path('a.tar'), '--public-key', path('key.pem')],
        offline,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('as they were signed');
      expect(stdout).toContain(`ghcr.io/acme/api@${DIGEST} in project shop`);
    });

    it('do not pass an archive that was changed', async () => {
      const bytes = readFileSync(path('a.tar'));
      bytes.write('9', bytes.indexOf('"componentCount": ') + 18);
      writeFileSync(path('b.tar'), bytes);
      const { code, stdout } = await evidence(['verify', path('b.tar'), '--public-key', path('key.pem')]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: 'NOT INTACT\n  scans.json was changed.\n' });
    });

    it.each([
      ['no key', () => ['verify', path('a.tar')], '--public-key'],
      ['what is no key', () => ['verify', path('a.tar'), '--public-key', path('a.tar')], 'holds no Ed25519 public key'],
      [
        'a file that is not there',
        () => ['verify', path('c.tar'), '--public-key', path('key.pem')],
        'there is no file',
      ],
      ['an artifact that is not there', () => ['export', `acme/none@${DIGEST}`], 'there is no artifact'],
      ['what names no artifact', () => ['export', 'ghcr.io/acme/api:1'], 'IMAGE@sha256:DIGEST'],
    ])('refuse %s', async (_, words, message) => {
      const { code, stderr } = await evidence(words());
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    });

    it('keep nothing where the server refuses', async () => {
      const token = await insertToken(api.sql, { permissions: ['artifact:read'] });
      const words = ['export', `ghcr.io/acme/api@${DIGEST}`, '--out', path('d.tar')];
      const { code, stderr } = await evidence(words, { PLIMSOLL_TOKEN: token });
      expect([code, stderr]).toEqual([2, expect.stringContaining('evidence:export')]);
      expect(readdirSync(folder).filter((name) => name.startsWith('d'))).toEqual([]);
    });
  });

  it.each([
    ['no project', ['recall', '--tool', 'trivy', '--reason', 'x'], 'no project: use --project'],
    ['no reason', ['recall', '--tool', 'trivy', '--all-projects'], '--reason is required'],
    ['no condition', ['recall', '--all-projects', '--reason', 'x'], 'no condition: use --tool'],
    ['what is no number', ['undo', '../../tokens'], 'a recall is named by its number'],
  ])('refuses %s', async (_, words, message) => {
    const { code, stdout, stderr } = await evidence(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('needs a token that may', async () => {
    const token = await insertToken(api.sql, { permissions: ['report:write'] });
    const { code, stderr } = await evidence(['list'], { PLIMSOLL_TOKEN: token });
    expect(code).toBe(2);
    expect(stderr).toContain('evidence:recall');
  });
});
