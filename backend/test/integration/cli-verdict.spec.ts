import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { VerdictFlip } from '../../src/modules/answers/dto/verdict-flip.dto.js';
import { fixture, startApi, type TestApi } from '../e2e/api.js';
import { PLIMSOLL } from './built.js';

interface Report {
  CreatedAt?: string;
  Results: { Packages?: { Name: string }[]; Vulnerabilities?: { PkgName: string }[] }[];
}

const DIGESTS = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);

describe('plimsoll verdict', () => {
  let api: TestApi;
  let verdicts: Verdict[];

  beforeAll(async () => {
    api = await startApi();
    verdicts = [];
    for (const [place, digest] of DIGESTS.entries()) {
      const report = JSON.parse(String(fixture('one-image/trivy.json'))) as Report;
      report.CreatedAt = new Date(Date.now() - 60_000).toISOString();
      for (const result of report.Results) {
        const isThere = (name: string) => place === 1 && name === 'minimist';
        result.Vulnerabilities = (result.Vulnerabilities ?? []).filter(({ PkgName }) => isThere(PkgName));
        result.Packages = (result.Packages ?? []).filter(({ Name }) => Name !== 'minimist' || isThere(Name));
      }
      await api.take(JSON.stringify(report), `?image=acme/api&digest=${digest}`);
      verdicts.push(await api.read(`/api/v1/gate?image=acme/api&digest=${digest}&environment=stage`));
    }
  });

  afterAll(() => api.stop());

  async function plimsoll(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [PLIMSOLL, 'verdict', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: api.token },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  it('says why one changed, in a table and as the API does', async () => {
    const [first, second] = verdicts.map(({ verdictId }) => verdictId) as [string, string];
    const { code, stdout } = await plimsoll('flip', second);
    expect(code).toBe(0);
    const [sentence = '', empty, head = '', row = ''] = stdout.trimEnd().split('\n');
    const why = 'minimist 1.2.5 was added (CVE-2021-44906)';
    expect(sentence).toMatch(/^Fails for stage since \d{4}-\d\d-\d\d: /);
    expect([sentence.endsWith(`: ${why}.`), empty]).toEqual([true, '']);
    expect(head.split(/\s{2,}/)).toEqual(['Rule', 'Before', 'After', 'Cause', 'Why']);
    expect(row.split(/\s{2,}/)).toEqual(['vulnerabilities.critical', 'pass', 'fail', 'image', `${why}.`]);
    const json = await plimsoll('flip', second, '--from', first, '--output', 'json');
    expect([json.code, json.stderr]).toEqual([0, '']);
    expect(JSON.parse(json.stdout) as VerdictFlip).toEqual(
      await api.read(`/api/v1/verdicts/${second}/flip?from=${first}`),
    );
  });

  it('exits 3 where there is nothing to compare with, 4 where there is no such verdict, and 2 for what is none', async () => {
    const alone = await plimsoll('flip', verdicts[0]?.verdictId ?? '');
    expect([alone.code, alone.stdout]).toEqual([3, expect.stringContaining('No other verdict for stage came before')]);
    const unknown = await plimsoll('flip', `v_${'0'.repeat(32)}`);
    expect([unknown.code, unknown.stderr]).toEqual([4, expect.stringContaining('No verdict has this identifier')]);
    const wrong = await plimsoll('replay', '../tokens');
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  });

  it('evaluates one again, and exits 1 where it was given for something else', async () => {
    const [given] = verdicts;
    const same = await plimsoll('replay', given?.verdictId ?? '');
    expect(same).toEqual({
      code: 0,
      stdout: 'Evaluated again from the same inputs, the verdict is the same, byte by byte.\n',
      stderr: '',
    });
    await api.sql(`UPDATE verdict SET body = replace(body, '"pass"', '"fail"') WHERE verdict_id = $1`, [
      given?.verdictId,
    ]);
    expect((await plimsoll('replay', given?.verdictId ?? '')).code).toBe(1);
    await api.sql(`UPDATE verdict SET body = replace(body, '"fail"', '"pass"') WHERE verdict_id = $1`, [
      given?.verdictId,
    ]);
  });
});
