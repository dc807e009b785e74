import { readFileSync } from 'node:fs';
import { evaluate, type Remedies } from '../../src/core/gate/evaluate.js';
import { verdictJson } from '../../src/core/gate/verdict-json.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { Database } from '../../src/database/database.js';
import type { VerdictReplay } from '../../src/modules/answers/dto/verdict-replay.dto.js';
import { GivenQuestions } from '../../src/modules/gate/given-questions.js';
import { VerdictsRepository } from '../../src/modules/gate/verdicts.repository.js';
import { problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertProject } from './principals.js';

const FIXTURE = readFileSync(new URL('../fixtures/one-image/trivy.json', import.meta.url), 'utf8');
const IMAGE = 'ghcr.io/acme/replayed';

const IN_STDLIB = { PkgName: 'stdlib', InstalledVersion: 'v1.21.5', Status: 'fixed', Title: 'A flaw in Go' };

/** A critical and a high vulnerability of Go's standard library, which are fixed in other versions. */
const TWO_RULES_OF_GO = [
  {
    Target: 'usr/bin/app',
    Class: 'lang-pkgs',
    Type: 'gobinary',
    Vulnerabilities: [
      { ...IN_STDLIB, VulnerabilityID: 'CVE-2024-24790', Severity: 'CRITICAL', FixedVersion: '1.21.11, 1.22.4' },
      { ...IN_STDLIB, VulnerabilityID: 'CVE-2024-34156', Severity: 'HIGH', FixedVersion: '1.22.7, 1.23.1' },
    ],
  },
];

describe('A verdict that was given', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop({ isDamaged: true }));

  /** The verdict on an image of its own, by its report of so many days ago. */
  async function given(digit: string, daysAgo = 0, results?: readonly object[]): Promise<Verdict> {
    const report = JSON.parse(FIXTURE) as {
      CreatedAt: string;
      Metadata: { RepoDigests?: string[] };
      Results: readonly object[];
    };
    if (results !== undefined) report.Results = results;
    const digest = `sha256:${digit.repeat(64)}`;
    report.CreatedAt = new Date(Date.now() - daysAgo * 86_400_000 - 60_000).toISOString();
    report.Metadata.RepoDigests = [`${IMAGE}@${digest}`];
    await api.take(JSON.stringify(report), `?image=${IMAGE}&digest=${digest}`);
    return api.read<Verdict>(`/api/v1/gate?image=${IMAGE}&digest=${digest}&environment=prod`);
  }

  const replayOf = (verdictId: string) => api.read<VerdictReplay>(`/api/v1/verdicts/${verdictId}/replay`);

  it('is given again, byte by byte, from the scans, recalls and policy of then', async () => {
    const first = await given('a', 2);
    const second = await given('a');
    expect(second.verdictId).not.toBe(first.verdictId);
    const recall = await api.sql<{ id: number }>(
      `INSERT INTO evidence_recall (reason, recalled_at, received_until, recalled_by_kind, recalled_by)
       VALUES ('a spec', clock_timestamp(), clock_timestamp(), 'person', 'Ada') RETURNING id`,
    );
    await api.sql('INSERT INTO recalled_scan (recall_id, scan_id) SELECT $1, id FROM scan', [recall[0]?.id]);
    for (const { verdictId } of [first, second]) {
      const replay = await replayOf(verdictId);
      expectContract('verdictAnswersReplay', 200, replay);
      expect(replay).toEqual({
        verdictId,
        isSame: true,
        missing: null,
        sentence: 'Evaluated again from the same inputs, the verdict is the same, byte by byte.',
        again: null,
      });
    }
  });

  it('is said to be another, and which it would be, where its text was changed in the store', async () => {
    const { verdictId, outcome, reasons } = await given('b');
    expect(outcome).toBe('fail');
    await api.sql(`UPDATE verdict SET body = replace(body, '"fail"', '"pass"') WHERE verdict_id = $1`, [verdictId]);
    expect((await api.read<Verdict>(`/api/v1/verdicts/${verdictId}`)).outcome).toBe('pass');
    const { isSame, missing, again } = await replayOf(verdictId);
    expect({ isSame, missing }).toEqual({ isSame: false, missing: null });
    expect(again).toMatchObject({ verdictId, outcome, reasons });
    // Nor does a note of a waiver that did not count, which replays forgive, hide it.
    await api.sql(
      `UPDATE verdict SET body = regexp_replace(body, '"notes": ?\\[[^]]*\\]', '"notes": ["1 not waived: W-1 ended."]') WHERE verdict_id = $1`,
      [verdictId],
    );
    expect(JSON.stringify(await api.read<Verdict>(`/api/v1/verdicts/${verdictId}`))).toContain('not waived');
    expect(await replayOf(verdictId)).toMatchObject({ isSame: false, missing: null, again: { outcome, reasons } });
  });

  it('is the same where an earlier version found how to fix each rule by itself', async () => {
    const { verdictId, reasons } = await given('e', 0, TWO_RULES_OF_GO);
    const remedies = reasons
      .filter(({ rule }) => rule.startsWith('vulnerabilities.'))
      .flatMap(({ remedy }) => remedy ?? []);
    expect(remedies).toEqual(['Rebuild with Go 1.22.7 or newer.', 'Rebuild with Go 1.22.7 or newer.']);
    const earlier = await asBefore(verdictId, 'by-rule');
    expect(earlier.reasons.map(({ remedy }) => remedy)).toContain('Upgrade stdlib from v1.21.5 to 1.21.11.');
    await store(earlier, verdictId);
    expect(await replayOf(earlier.verdictId)).toMatchObject({ isSame: true, missing: null, again: null });
    // In words of no version it is not.
    await api.sql(`UPDATE verdict SET body = replace(body, 'to 1.21.11.', 'to 1.21.12.') WHERE verdict_id = $1`, [
      earlier.verdictId,
    ]);
    expect(await replayOf(earlier.verdictId)).toMatchObject({ isSame: false, missing: null });
  });

  it('is the same where an earlier version named packages, and not what they are built from', async () => {
    const { verdictId, reasons } = await given('f');
    const way = 'openssl (libcrypto3) from 3.5.1-r0 to 3.5.4-r0';
    expect(reasons.map(({ remedy }) => remedy)).toContainEqual(expect.stringContaining(way));
    const earlier = await asBefore(verdictId, 'by-package');
    const said = earlier.reasons.flatMap(({ remedy }) => remedy ?? []).join(' ');
    expect(said).not.toContain('openssl');
    expect(said).toContain('libcrypto3 from 3.5.1-r0 to 3.5.4-r0');
    expect(earlier.verdictId).not.toBe(verdictId);
    await store(earlier, verdictId);
    expect(await replayOf(earlier.verdictId)).toMatchObject({ isSame: true, missing: null, again: null });
  });

  /** In place of the verdict. */
  const store = (earlier: Verdict, verdictId: string) =>
    api.sql('UPDATE verdict SET body = $2, verdict_id = $3 WHERE verdict_id = $1', [
      verdictId,
      verdictJson(earlier),
      earlier.verdictId,
    ]);

  /** A verdict as an earlier version gave it. */
  async function asBefore(verdictId: string, remedies: Remedies): Promise<Verdict> {
    const service = <Service>(type: abstract new (...args: never[]) => Service): Service =>
      api.app.get(type, { strict: false });
    const [row] = await api.sql<{ id: number }>('SELECT id FROM verdict WHERE verdict_id = $1', [verdictId]);
    return service(Database).transaction(async (sql) => {
      const stored = await service(VerdictsRepository).findRow(sql, row?.id ?? 0);
      const question = stored === null ? 'gone' : await service(GivenQuestions).of(sql, stored);
      if (typeof question === 'string') throw new Error(question);
      return evaluate(question, { remedies });
    });
  }

  it('is not given again without its scan, which is said', async () => {
    const { verdictId } = await given('c');
    await api.sql('UPDATE verdict SET scan_readers = ARRAY[99] WHERE verdict_id = $1', [verdictId]);
    expect(await replayOf(verdictId)).toMatchObject({ isSame: false, missing: 'scan-read-again', again: null });
    await api.sql('UPDATE verdict SET scan_ids = ARRAY[0], scan_readers = ARRAY[1] WHERE verdict_id = $1', [verdictId]);
    const deleted = await replayOf(verdictId);
    expect(deleted).toMatchObject({ isSame: false, missing: 'scan-deleted', again: null });
    expect(deleted.sentence).toBe('The verdict cannot be evaluated again. A scan that the verdict used was deleted.');
  });

  it('is nothing that people of other projects learn of', async () => {
    const { verdictId } = await given('d');
    const projectId = await insertProject(api.sql, 'elsewhere');
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] });
    const answer = await api.call('GET', `/api/v1/verdicts/${verdictId}/replay`, { as: stranger });
    expect([answer.status, (await problemOf(answer)).code]).toEqual([404, 'verdict_not_found']);
    const unknown = await api.get(`/api/v1/verdicts/v_${'0'.repeat(32)}/replay`);
    expect(unknown.status).toBe(404);
    expect((await api.call('GET', `/api/v1/verdicts/${verdictId}/replay`)).status).toBe(401);
  });
});
