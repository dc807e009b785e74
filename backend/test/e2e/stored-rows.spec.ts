import { Client } from 'pg';
import { evaluate } from '../../src/core/gate/evaluate.js';
import { WAIVABLE } from '../../src/core/gate/words.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { verdictJson } from '../../src/core/gate/verdict-json.js';
import { parsePolicy } from '../../src/core/policy/parse-policy.js';
import { Database } from '../../src/database/database.js';
import { EvaluationService } from '../../src/modules/gate/evaluation.service.js';
import { StoredQuestions } from '../../src/modules/gate/stored-questions.js';
import { VerdictReplay } from '../../src/modules/gate/verdict-replay.js';
import { VerdictsRepository } from '../../src/modules/gate/verdicts.repository.js';
import type { FindingSummary } from '../../src/modules/findings/dto/finding.dto.js';
import { RequestLoad } from '../../src/common/http/request-load.js';
import { applyMigrations, storedRowsStatus } from '../../src/database/migrate.js';
import { IS_OF_CLAIM_ROWS } from '../../src/database/stored-rows.js';
import { JobRun } from '../../src/modules/jobs/job-run.js';
import { JobRunner } from '../../src/modules/jobs/job-runner.js';
import { ClaimsToWordsService } from '../../src/modules/scans/claims-to-words.service.js';
import { PLIMSOLL } from '../integration/built.js';
import { execute } from '../integration/command.js';
import { createTestDatabase, type TestDatabase } from '../integration/postgres.js';
import { AuthenticatorApp } from '../../../testkit/authenticator-app.mjs';
import { fixture, startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { addPeopleOf01, fillAsVersion01, type PeopleOf01, readStore } from './store-of-0-1.js';

/** A verdict that stood in the dump, with its policy's text. */
type GivenVerdict = { artifactId: number; environment: string; body: string; source: string; policyId: number };

/** Nothing of it is kept. */
class GivenAgain extends Error {
  constructor(readonly body: string) {
    super('given again');
  }
}

/** Version 0.1 listed up to a thousand findings of a reason. */
const MOST_LISTED = 20;

/** Without what the shorter lists change; the verdict's name covers them. */
function shortened(body: string): object {
  const { verdictId: _, reasons, ...verdict } = JSON.parse(body) as Verdict;
  return {
    ...verdict,
    reasons: reasons.map(({ findings, ...reason }) => ({ ...reason, findings: findings.slice(0, MOST_LISTED) })),
  };
}

/** What a remedy said of waivers before the server had any. */
const WAIVABLE_01 = 'To accept the risk, request a waiver for `plimsoll gate --waivers`.';

/**
 * A verdict names unrated vulnerabilities that no limit counts, which that version passed over in silence, and says in a remedy how to have a
 * waiver: without that reason, in the words of then, and under the id of `before`. The same text where neither is in it.
 */
function as01(after: string, before: string): string {
  const verdict = JSON.parse(after.replaceAll(WAIVABLE, WAIVABLE_01)) as Verdict;
  const reasons = verdict.reasons.filter(
    ({ rule, outcome }) => rule !== 'vulnerabilities.unrated' || outcome !== 'pass',
  );
  if (reasons.length === verdict.reasons.length && !after.includes(WAIVABLE)) return after;
  const { verdictId } = JSON.parse(before) as Verdict;
  return verdictJson({ ...verdict, verdictId, reasons });
}

/** Without the words on how to fix it, which are found for all rules together since, and the name that covers them. */
function withoutRemedies(body: string): object {
  const { verdictId: _, reasons, ...verdict } = JSON.parse(body) as Verdict;
  return { ...verdict, reasons: reasons.map(({ remedy, ...reason }) => ({ ...reason, hasRemedy: remedy !== null })) };
}

/** With the image, which several scanners have scanned. */
const ARTIFACT_OF_FIVE_SCANS = {
  id: '41',
  query: `image=ghcr.io/acme/one&digest=sha256:${'3e8'.padStart(64, '0')}`,
};

/** Of its finding in minimist, by version, once it was rebuilt: Grype's reports and Trivy's SBOM still list the former one. */
const MINIMISTS_THEN = { '1.2.5': ['grype', 'trivy'], '1.2.6': ['trivy'] };

/** By artifact: what the API of the version answered that filled the database. */
type Answers = Readonly<Record<string, Readonly<Record<'findings' | 'components' | 'finding', object | undefined>>>>;

/**
 * A database that version 0.1 filled with reports of every format: known answers, one image by several scanners, real reports. Nothing
 * of what it said may be lost or change, before its rows are rewritten, after, and wherever that is cut off.
 */
describe('A database that version 0.1 filled', () => {
  let database: TestDatabase;
  let api: TestApi;
  let client: Client;
  let answers: Answers;
  let given: readonly GivenVerdict[];
  let people: PeopleOf01;

  beforeAll(async () => {
    database = await createTestDatabase({ isEmpty: true });
    client = new Client({ connectionString: database.superuserUrl });
    await client.connect();
    await fillAsVersion01(database, client);
    people = await addPeopleOf01(client);
    ({ rows: given } = await client.query<GivenVerdict>(
      `SELECT verdict.artifact_id AS "artifactId", verdict.environment, body, source, verdict.policy_id AS "policyId"
       FROM artifact_verdict AS standing JOIN verdict ON verdict.id = standing.verdict_id
         JOIN policy_version ON policy_version.id = verdict.policy_id
       ORDER BY verdict.id`,
    ));
    await applyMigrations(database.ownerUrl);
    answers = (await readStore('0.1-answers.json.gz')) as Answers;
    api = await startApi({ SECRET_KEY: people.secretKey }, database);
    // Nothing is rewritten but when it is told to be.
    await api.app.get(JobRunner, { strict: false }).beforeApplicationShutdown();
  });

  afterAll(async () => {
    await client.end();
    await api.stop();
  });

  const words = () => api.app.get(ClaimsToWordsService, { strict: false });
  const readiness = async () =>
    ((await (await api.get('/health/ready')).json()) as { info: { storedRows: object } }).info.storedRows;

  async function expectAnswersOf01(): Promise<void> {
    for (const [artifactId, { findings, components, finding }] of Object.entries(answers)) {
      const path = `/api/v1/artifacts/${artifactId}`;
      expect(await api.read(`${path}/findings?limit=200`)).toMatchObject(findings ?? {});
      expect(await api.read(`${path}/components?limit=200`)).toMatchObject(components ?? {});
      const { id = null } = (finding ?? {}) as { id?: string };
      const now = id === null ? {} : await api.read<object>(`${path}/findings/${id}`);
      expect(now).toMatchObject(finding ?? {});
    }
  }

  /** Given again by the policy and at the instant of then: the same byte for byte, but for findings of a reason that are no longer listed. */
  async function expectVerdictsOf01(): Promise<void> {
    const service = <Service>(type: abstract new (...args: never[]) => Service): Service =>
      api.app.get(type, { strict: false });
    let different = 0;
    for (const { artifactId, environment, body, source, policyId } of given) {
      const before = JSON.parse(body) as Verdict;
      const active = { id: policyId, policy: parsePolicy(source) };
      const undone = service(Database).transaction(async (sql): Promise<GivenAgain> => {
        const artifact = await service(VerdictsRepository).lockArtifact(sql, artifactId);
        if (artifact === null) throw new Error(`artifact ${artifactId} is gone`);
        const [written] = await service(EvaluationService).evaluateStored(
          sql,
          async () => undefined,
          artifact,
          active,
          new Date(before.evaluatedAt),
          [environment],
        );
        const at = new Date(before.evaluatedAt);
        const [question] = await service(StoredQuestions).of(sql, artifact, active, [environment], at);
        if (question === undefined) throw new Error(`nothing is asked of artifact ${artifactId}`);
        const byRule = verdictJson(evaluate(question, { remedies: 'by-rule' }));
        expect(withoutRemedies(written?.body ?? '')).toEqual(withoutRemedies(byRule));
        throw new GivenAgain(byRule);
      });
      const { body: after } = await undone.catch((error: unknown) => {
        if (error instanceof GivenAgain) return error;
        throw error;
      });
      const isShortened = before.reasons.some(({ findings }) => findings.length > MOST_LISTED);
      const said = as01(after, body);
      expect(isShortened ? shortened(said) : said).toEqual(isShortened ? shortened(body) : body);
      if (said !== after) different += 1;
    }
    expect(different).toBeLessThan(given.length);
  }

  it('has the gate give the verdicts again that that version gave', async () => {
    expect(given.length).toBeGreaterThan(100);
    await expectVerdictsOf01();
  });

  it('answers as that version did, is ready, and tells that rows are to be rewritten', async () => {
    await expectAnswersOf01();
    const { waiting, all } = (await storedRowsStatus(database.ownerUrl)) ?? { waiting: 0, all: 0 };
    expect(waiting).toBeGreaterThan(30);
    expect(await readiness()).toEqual({ status: 'up', isRewriting: true });
    expect(await migrateStatus()).toMatch(
      new RegExp(`^rewriting  ${all - waiting} of ${all} scans are kept as this version keeps them; `, 'm'),
    );
    expect(await api.storeDifferences()).toEqual([]);
  });

  it('lets in the people of then, with the second factor and the recovery codes that they have', async () => {
    const { administrator, viewer } = people;
    const { email, password } = administrator;
    const factors = [
      ['totp', await new AuthenticatorApp(administrator.totpSecret).nextCode()],
      ['recovery', administrator.recoveryCodes[3]],
    ] as const;
    for (const [factor, code] of factors) {
      const browser = new Browser(api);
      expect(await browser.post('/sign-in', { email, password })).toMatchObject({ body: { stage: 'factor' } });
      expect(await browser.post(`/sign-in/${factor}`, { code })).toMatchObject({ body: { stage: 'full' } });
      expect(await browser.get('/accounts')).toMatchObject({ status: 200, body: { total: 2 } });
      expect(await browser.get('/trust-rules')).toMatchObject({ body: { items: [{ name: 'builds of main' }] } });
    }
    const reader = new Browser(api);
    expect(await reader.post('/sign-in', viewer)).toMatchObject({ body: { stage: 'full' } });
    expect(await reader.get('/artifacts')).toMatchObject({ body: { total: Object.keys(answers).length } });
    expect(await reader.get('/accounts')).toMatchObject({ status: 403 });
  });

  it('shows what runs where, and has an audit log that is intact from its first event', async () => {
    const { items } = await api.read<{ items: object[] }>('/api/v1/deployments');
    expect(items).toMatchObject([{ image: 'known/answer-4', environment: 'dev', recordedBy: { name: 'ci' } }]);
    const head = people.tables.find(({ table }) => table === 'audit_head');
    const [, sequence, hash] = head?.rows.trim().split('\t') ?? [];
    expect(await plimsoll('audit', 'verify', '--head', `${hash}@${sequence}`)).toMatch(/intact/);
  });

  it('shows the verdicts of then under their ids, and says of each why it cannot be evaluated again', async () => {
    const some = given.filter((_, index) => index % 50 === 7);
    expect(some.length).toBeGreaterThan(2);
    for (const { body } of some) {
      const { verdictId } = JSON.parse(body) as Verdict;
      expect(await api.read(`/api/v1/verdicts/${verdictId}`)).toMatchObject(JSON.parse(body) as object);
      expect(await api.read(`/api/v1/verdicts/${verdictId}/replay`)).toMatchObject({
        isSame: false,
        missing: 'scans-not-kept',
        sentence: expect.stringContaining('did not keep which scans it used'),
      });
    }
    const { rows } = await client.query<{ row: number; verdictId: string; artifactId: number }>(
      'SELECT id AS row, verdict_id AS "verdictId", artifact_id AS "artifactId" FROM verdict ORDER BY id',
    );
    const replay = api.app.get(VerdictReplay, { strict: false });
    for (const { row, artifactId } of rows) {
      const notKept = { isSame: false, missing: 'scans-not-kept', again: null };
      expect(await replay.replay({ artifactId, row })).toEqual(notKept);
    }
    const { code, stdout } = await execute(
      process.execPath,
      [PLIMSOLL, 'verdict', 'replay', rows[0]?.verdictId ?? ''],
      { cwd: '/', env: { PATH: process.env['PATH'], PLIMSOLL_URL: api.url, PLIMSOLL_TOKEN: api.token } },
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('did not keep which scans it used') });
  });

  it('takes in a report by the token of then, beside scans that are kept as that version kept them', async () => {
    await client.query(`UPDATE api_token SET expires_at = now() + interval '1 day' WHERE name = 'ci'`);
    const withToken = { Authorization: `Bearer ${people.token}` };
    const { id, query } = ARTIFACT_OF_FIVE_SCANS;
    const report = JSON.parse(fixture('one-image/trivy.json').toString()) as object;
    const rebuilt = JSON.stringify({ ...report, CreatedAt: new Date() }).replaceAll('"1.2.5"', '"1.2.6"');
    const answer = await api.send(rebuilt, `?${query}`, withToken);
    expect(await answer.json()).toMatchObject({ artifactId: id, replaced: [{ findingCount: 6 }] });
    expect(await minimistsFound()).toEqual(MINIMISTS_THEN);
    const gate = await api.get(`/api/v1/gate?${query}&environment=prod`, withToken);
    expect(await gate.json()).toMatchObject({ outcome: 'fail' });
    // It is no longer what it was.
    given = given.filter(({ artifactId }) => `${artifactId}` !== id);
    answers = Object.fromEntries(Object.entries(answers).filter(([each]) => each !== id));
  });

  async function minimistsFound(): Promise<object> {
    const path = `/api/v1/artifacts/${ARTIFACT_OF_FIVE_SCANS.id}/findings?limit=200`;
    const { items } = await api.read<{ items: FindingSummary[] }>(path);
    const minimists = items.filter(({ component }) => component?.name === 'minimist');
    return Object.fromEntries(minimists.map(({ component, tools }) => [component?.version, tools]));
  }

  it('keeps a scan of which a claim is gone as it is, with what it still names', async () => {
    const damaged = `id = (SELECT min(id) FROM scan WHERE ${IS_OF_CLAIM_ROWS})`;
    await client.query(`UPDATE scan SET claim_ids = claim_ids || 999999 WHERE ${damaged}`);
    const before = await words().countLeft();
    expect(await rewrite()).toMatch(
      new RegExp(
        `^Rewrote ${before - 1} scans\\. 1 scan cannot be rewritten, for claims are gone\\. Removed \\d+ rows `,
      ),
    );
    expect(await words().countLeft()).toBe(1);
    expect(await migrateStatus()).toMatch(/^rewriting  \d+ of \d+ scans are kept as this version keeps them; /m);
    expect(await api.storeDifferences()).toContainEqual(
      expect.stringMatching(/^scan \d+: 1 of its claims are missing$/),
    );
    await client.query(`UPDATE scan SET claim_ids = array_remove(claim_ids, 999999) WHERE ${damaged}`);
  });

  it('says the same once its rows are rewritten and gone, in lists, in details and at the gate', async () => {
    expect(await rewrite()).toMatch(/^Rewrote 1 scan\. Removed \d+ rows of the former kind\.$/);
    expect(await words().countLeft()).toBe(0);
    expect(await formerRows()).toEqual({ claim: 0, match: 0, text: 0, advisory: 0 });
    await expectAnswersOf01();
    await expectVerdictsOf01();
    expect(await minimistsFound()).toEqual(MINIMISTS_THEN);
    expect(await readiness()).toEqual({ status: 'up', isRewriting: false });
    expect(await migrateStatus()).toMatch(
      /^rewritten  all \d+ scans are kept as this version keeps them, and no former row is left$/m,
    );
    expect(await api.storeDifferences()).toEqual([]);
  });

  it('is as it was when it is rewritten again', async () => {
    const before = await versionsOfRows();
    expect(await rewrite()).toBeNull();
    expect(await versionsOfRows()).toEqual(before);
  });

  const rewrite = (): Promise<string | null> =>
    words().moveAll(new JobRun(new AbortController().signal, api.app.get(RequestLoad, { strict: false })));

  const migrateStatus = (): Promise<string> => plimsoll('migrate', 'status');

  async function plimsoll(...args: string[]): Promise<string> {
    const { code, stdout } = await execute(process.execPath, [PLIMSOLL, ...args], {
      cwd: '/',
      env: { PATH: process.env['PATH'], DATABASE_URL: database.ownerUrl },
    });
    expect(code).toBe(0);
    return stdout;
  }

  async function formerRows(): Promise<object> {
    const tables = ['claim', 'match', 'text', 'advisory'];
    const { rows } = await client.query<{ counts: object }>(
      `SELECT jsonb_build_object(${tables.map((name) => `'${name}', (SELECT count(*) FROM ${name})`).join(', ')}) AS counts`,
    );
    return rows[0]?.counts ?? {};
  }

  /** A row that is written anew has another place. */
  async function versionsOfRows(): Promise<object[]> {
    const tables = [
      'scan',
      'word',
      'wording',
      'text_block',
      'component',
      'advisory_alias',
      'artifact_state',
      'verdict',
    ];
    const { rows } = await client.query<object>(
      tables
        .map(
          (name) => `SELECT '${name}' AS name, md5(string_agg(row.ctid::text, ' ' ORDER BY ctid)) FROM ${name} AS row`,
        )
        .join(' UNION ALL '),
    );
    return rows;
  }
});
