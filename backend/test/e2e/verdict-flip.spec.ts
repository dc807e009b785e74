import { readFileSync } from 'node:fs';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { VerdictFlip } from '../../src/modules/answers/dto/verdict-flip.dto.js';
import type { ActivePolicy } from '../../src/modules/policy/dto/policy.dto.js';
import type { WaiverResult } from '../../src/modules/waivers/dto/waiver.dto.js';
import { problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertProject, type TestPerson } from './principals.js';

const FIXTURE = readFileSync(new URL('../fixtures/one-image/trivy.json', import.meta.url), 'utf8');
const DAY = 86_400_000;

interface Vulnerability {
  VulnerabilityID: string;
  PublishedDate: string;
}

interface Report {
  CreatedAt: string;
  Results: { Packages?: { Name: string }[]; Vulnerabilities?: Vulnerability[] }[];
}

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY - 60_000).toISOString();

describe('Why a verdict changed', () => {
  let api: TestApi;
  let developer: TestPerson;
  let guardians: [TestPerson, TestPerson];
  beforeAll(async () => {
    api = await startApi();
    developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    guardians = [
      await insertPerson(api.sql, { grants: [{ role: 'security' }] }),
      await insertPerson(api.sql, { grants: [{ role: 'security' }] }),
    ];
  });
  afterAll(() => api.stop());

  /** Sends a report of so many days ago with these vulnerabilities, without minimist if it is told so, and answers the verdict for stage. */
  async function given(
    image: string,
    digit: string,
    {
      days,
      with: ids = [],
      published,
      without,
    }: { days: number; with?: string[]; published?: string; without?: string },
    project = 'default',
  ): Promise<Verdict> {
    const report = JSON.parse(FIXTURE) as Report;
    report.CreatedAt = daysAgo(days);
    for (const result of report.Results) {
      result.Vulnerabilities = (result.Vulnerabilities ?? [])
        .filter(({ VulnerabilityID }) => ids.includes(VulnerabilityID))
        .map((vulnerability) =>
          published === undefined ? vulnerability : { ...vulnerability, PublishedDate: published },
        );
      result.Packages = (result.Packages ?? []).filter(({ Name }) => Name !== without);
    }
    const digest = `sha256:${digit.repeat(64)}`;
    await api.take(JSON.stringify(report), `?project=${project}&image=${image}&digest=${digest}`);
    return api.read<Verdict>(`/api/v1/gate?project=${project}&image=${image}&digest=${digest}&environment=stage`);
  }

  const flipOf = (verdictId: string, query = '') => api.read<VerdictFlip>(`/api/v1/verdicts/${verdictId}/flip${query}`);

  const MINIMIST = 'CVE-2021-44906';

  it('is an advisory that was published since, in an image that is the same; later verdicts of that outcome change nothing', async () => {
    const image = 'acme/published';
    const first = await given(image, 'a', { days: 12 });
    const published = daysAgo(10);
    const second = await given(image, 'a', { days: 1, with: [MINIMIST], published });
    const third = await given(image, 'a', { days: 0, with: [MINIMIST, 'CVE-2025-9230'], published });
    expect([first.outcome, second.outcome, third.outcome]).toEqual(['pass', 'fail', 'fail']);
    const flip = await flipOf(third.verdictId);
    expectContract('verdictAnswersFlip', 200, flip);
    const why = `${MINIMIST} in minimist 1.2.5 was published on ${published.slice(0, 10)}`;
    expect(flip).toMatchObject({
      verdictId: third.verdictId,
      from: { verdictId: first.verdictId, outcome: 'pass' },
      to: { verdictId: second.verdictId, outcome: 'fail' },
      sentence: `Fails for stage since ${second.evaluatedAt.slice(0, 10)}: ${why} (the image is the same).`,
      because: `${why} (the image is the same)`,
      missing: null,
      causes: [
        {
          input: 'advisory',
          isEnough: true,
          findingCount: 1,
          findings: [{ advisory: MINIMIST, component: 'minimist' }],
        },
      ],
      rules: [{ rule: 'vulnerabilities.critical', before: 'pass', after: 'fail', isDecisive: true }],
    });
    const named = await flipOf(third.verdictId, `?from=${second.verdictId}`);
    expect(named).toMatchObject({ to: { verdictId: third.verdictId }, causes: [], because: '' });
    expect(named.sentence).toBe('The outcome for stage is the same: fail.');
  });

  it('is what the image brought in, against the artifact before', async () => {
    const image = 'acme/rebuilt';
    const first = await given(image, 'b', { days: 1, without: 'minimist' });
    const second = await given(image, 'c', { days: 0, with: [MINIMIST] });
    const flip = await flipOf(second.verdictId);
    expect(flip.from).toMatchObject({ verdictId: first.verdictId, outcome: 'pass' });
    expect(flip.causes.map(({ input, sentence }) => [input, sentence])).toEqual([
      ['image', `minimist 1.2.5 was added (${MINIMIST}).`],
    ]);
    expect(await flipOf(second.verdictId, `?from=${flip.from?.artifactId}`)).toEqual(flip);
    const back = await flipOf(first.verdictId, `?from=${second.verdictId}`);
    expect(back.causes.map(({ input, sentence }) => [input, sentence])).toEqual([
      ['image', `minimist 1.2.5 was removed (${MINIMIST}).`],
    ]);
  });

  it('is a waiver that was approved, or revoked', async () => {
    const image = 'acme/waived';
    const path = `/api/v1/gate?image=${image}&digest=sha256:${'d'.repeat(64)}&environment=stage`;
    await given(image, 'd', { days: 0, with: [MINIMIST] });
    const content = {
      scope: { advisory: MINIMIST, image },
      status: 'accepted',
      justification: 'It is not reached.',
      expiresAt: new Date(Date.now() + 10 * DAY).toISOString(),
    };
    const asked = await api.call('POST', '/api/v1/waivers', { as: developer, body: content });
    const { waiver } = (await asked.json()) as WaiverResult;
    for (const as of guardians) {
      const body = { revision: waiver.revision };
      expect((await api.call('POST', `/api/v1/waivers/${waiver.id}/approve`, { as, body })).status).toBe(200);
    }
    const waived = await api.read<Verdict>(path);
    expect(waived.outcome).toBe('pass');
    const sentenceOf = async ({ verdictId }: Verdict) =>
      (await flipOf(verdictId)).causes.map(({ input, sentence }) => [input, sentence]);
    expect(await sentenceOf(waived)).toEqual([
      ['waiver', `The waiver ${waiver.name} was approved (${MINIMIST} in minimist 1.2.5).`],
    ]);
    const reason = { reason: 'exploited by now' };
    const revoked = await api.call('POST', `/api/v1/waivers/${waiver.id}/revoke`, { as: guardians[0], body: reason });
    expect(revoked.status).toBe(200);
    const again = await api.read<Verdict>(path);
    expect(again.outcome).toBe('fail');
    // The newest evaluation of that name is meant: the verdict is the one from before the waiver.
    expect(await sentenceOf(again)).toEqual([
      ['waiver', `The waiver ${waiver.name} is no longer approved (${MINIMIST} in minimist 1.2.5).`],
    ]);
  });

  it('is not guessed: what is missing is said, and so is that there is nothing to compare with', async () => {
    const image = 'acme/missing';
    const first = await given(image, 'e', { days: 2 });
    const alone = await flipOf(first.verdictId);
    expectContract('verdictAnswersFlip', 200, alone);
    expect(alone).toMatchObject({
      from: null,
      to: { verdictId: first.verdictId },
      missing: null,
      causes: [],
      rules: [],
    });
    const second = await given(image, 'e', { days: 0, with: [MINIMIST] });
    const [kept] = await api.sql<{ ids: number[]; readers: number[] }>(
      'SELECT scan_ids AS ids, scan_readers AS readers FROM verdict WHERE verdict_id = $1',
      [first.verdictId],
    );
    const keep = (ids: number[] | null | undefined, readers: number[] | null | undefined) =>
      api.sql('UPDATE verdict SET scan_ids = $2, scan_readers = $3 WHERE verdict_id = $1', [
        first.verdictId,
        ids,
        readers,
      ]);
    await keep(null, null);
    const flip = await flipOf(second.verdictId);
    expectContract('verdictAnswersFlip', 200, flip);
    expect(flip).toMatchObject({
      from: { verdictId: first.verdictId },
      missing: { of: 'before', reason: 'scans-not-kept' },
      because: '',
      causes: [],
      rules: [],
      sentence:
        'It is not known why the verdicts differ, because the earlier one cannot be evaluated again. The version of Plimsoll that gave the verdict did not keep which scans it used.',
    });
    await keep(kept?.ids, kept?.readers);
    expect((await flipOf(second.verdictId)).causes.map(({ input }) => input)).toEqual(['scan']);
  });

  it('is compared for one environment and within one project alone', async () => {
    const one = await given('acme/here', 'f', { days: 0 });
    const other = await given('acme/there', 'f', { days: 0 }, 'other');
    const refused = async (query: string) => {
      const answer = await api.get(`/api/v1/verdicts/${one.verdictId}/flip${query}`);
      const { code, issues = [] } = await problemOf(answer);
      return [answer.status, code, issues.map(({ message }) => message)];
    };
    expect(await refused(`?from=${other.verdictId}`)).toEqual([400, 'invalid_input', ['must be of the same project']]);
    const { verdictId } = await api.read<Verdict>(
      `/api/v1/gate?image=acme/here&digest=sha256:${'f'.repeat(64)}&environment=prod`,
    );
    expect(await refused(`?from=${verdictId}`)).toEqual([400, 'invalid_input', ['must be a verdict for stage']]);
    expect((await refused('?from=yesterday'))[0]).toBe(400);
    expect((await refused('?from=2147483647')).slice(0, 2)).toEqual([404, 'artifact_not_found']);
  });

  it('is nothing that people of other projects learn of, whichever of the two they name', async () => {
    const hidden = await given('acme/hidden', '0', { days: 0, with: [MINIMIST] });
    const projectId = await insertProject(api.sql, 'elsewhere');
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] });
    const own = await given('acme/own', '1', { days: 0 }, 'elsewhere');
    const ask = async (path: string) => {
      const answer = await api.call('GET', path, { as: stranger });
      return [answer.status, answer.ok ? null : (await problemOf(answer)).code];
    };
    expect(await ask(`/api/v1/verdicts/${own.verdictId}/flip`)).toEqual([200, null]);
    expect(await ask(`/api/v1/verdicts/${hidden.verdictId}/flip`)).toEqual([404, 'verdict_not_found']);
    expect(await ask(`/api/v1/verdicts/${own.verdictId}/flip?from=${hidden.verdictId}`)).toEqual([
      404,
      'verdict_not_found',
    ]);
    const [artifact] = await api.sql<{ id: number }>(
      `SELECT artifact.id FROM artifact JOIN image ON image.id = image_id WHERE repository = 'acme/hidden'`,
    );
    expect(await ask(`/api/v1/verdicts/${own.verdictId}/flip?from=${artifact?.id}`)).toEqual([
      404,
      'artifact_not_found',
    ]);
    expect((await api.call('GET', `/api/v1/verdicts/${own.verdictId}/flip`)).status).toBe(401);
  });

  it('is a policy that was edited, also where other scans count by it', async () => {
    const image = 'acme/judged';
    const path = `/api/v1/gate?image=${image}&digest=sha256:${'2'.repeat(64)}&environment=stage`;
    const edit = async (edited: (source: string) => string) => {
      const { source, version } = await api.read<ActivePolicy>('/api/v1/policy');
      const body = { source: edited(source), replaces: version };
      expect((await api.call('PUT', '/api/v1/policy', { as: guardians[0], body })).status).toBe(200);
      const verdict = await api.read<Verdict>(path);
      return { verdict, ...(await flipOf(verdict.verdictId)) };
    };
    expect((await given(image, '2', { days: 0, with: [MINIMIST] })).outcome).toBe('fail');
    const allowed = await edit((source) =>
      source
        .replace(/(stage:\s+extends: dev\s+vulnerabilities:\s+)critical: 0/, '$1critical: 3')
        .replace(/(prod:\s+extends: stage\s+vulnerabilities:\s+)/, '$1critical: 0\n      '),
    );
    expect(allowed.verdict.outcome).toBe('pass');
    expect(allowed.causes).toMatchObject([{ input: 'policy', isEnough: true, findings: [{ advisory: MINIMIST }] }]);
    expect(allowed.because).toMatch(/^The policy changed from “No critical .*” to “At most 3 critical /);
    const denied = await edit((source) =>
      source.replace('scanAge: 30d', 'scanAge: 30d\n      tools: {trivy: {least: 0.1.0}}'),
    );
    expect(denied.verdict.outcome).toBe('unknown');
    expect(denied.differing).toEqual(expect.arrayContaining(['policy', 'time']));
    expect([...new Set(denied.causes.map(({ input }) => input))]).toEqual(['policy']);
    expect(denied.rules.map(({ rule }) => rule)).toContain('evidence.tools');
  });
});
