import type { Verdict } from '../../src/core/gate/verdict.js';
import { countRows, startApi, type TestApi } from './api.js';
import { eventsOf, type TestEvent } from './events.js';
import { insertPerson, type TestPerson } from './principals.js';

/** Whoever makes an answer better by a report leaves their name, and what the answer rested on before. */
describe('The audit log', () => {
  let api: TestApi;
  let ada: TestPerson;

  beforeAll(async () => {
    api = await startApi();
    ada = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
  });

  afterAll(() => api.stop());

  const DIGEST = `sha256:${'a'.repeat(64)}`;

  const report = (createdAt: string, results: object[] = []): object => ({
    SchemaVersion: 2,
    CreatedAt: createdAt,
    ArtifactName: 'acme/app:1',
    ArtifactType: 'container_image',
    Results: results,
  });

  const CRITICAL = {
    Target: 'app',
    Class: 'lang-pkgs',
    Type: 'npm',
    Packages: [{ Name: 'minimist', Version: '0.0.8', Identifier: { PURL: 'pkg:npm/minimist@0.0.8' } }],
    Vulnerabilities: [
      {
        VulnerabilityID: 'CVE-2021-44906',
        PkgName: 'minimist',
        PkgIdentifier: { PURL: 'pkg:npm/minimist@0.0.8' },
        InstalledVersion: '0.0.8',
        FixedVersion: '1.2.6',
        Severity: 'CRITICAL',
      },
    ],
  };

  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

  const EVERYTHING = '&covers=match,secret,misconfiguration,licence';

  async function bySender(image: string, body: object): Promise<Response> {
    return api.call('POST', `/api/v1/reports?image=${image}&digest=${DIGEST}&tag=latest${EVERYTHING}`, {
      as: ada,
      body,
    });
  }

  const oldestFirst = async (target: string): Promise<TestEvent[]> => (await eventsOf(api, target)).reverse();

  it('tells of every report who sent it, of what it is, and what came of it', async () => {
    expect((await bySender('acme/noted', report(minutesAgo(2), [CRITICAL]))).status).toBe(201);
    const [event, ...others] = await oldestFirst(`acme/noted@${DIGEST}`);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      action: 'report.received',
      actor: { kind: 'person', id: String(ada.accountId), name: ada.email },
      ip: '127.0.0.1',
      after: {
        project: 'default',
        report: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        sentBy: { via: 'session', owner: null, trustRule: null, claims: null },
        tag: 'latest',
        given: '{"covers":["match","secret","misconfiguration","licence"],"tag":"latest"}',
        format: 'trivy',
        tool: 'trivy',
        counts: { critical: 1, high: 0, medium: 0, low: 0, unknown: 0 },
        components: 1,
        replaced: [],
        replacedBy: null,
        outcomes: { prod: 'fail' },
      },
    });
  });

  it('tells of every outcome that a report makes better, with the scans before and after', async () => {
    const image = 'acme/whitewashed';
    const first = (await (await bySender(image, report(minutesAgo(5), [CRITICAL]))).json()) as { scanId: string };
    const clean = { ...CRITICAL, Vulnerabilities: [] };
    const second = (await (await bySender(image, report(minutesAgo(1), [clean]))).json()) as { scanId: string };
    const events = await oldestFirst(`${image}@${DIGEST}`);
    expect(events[1]).toMatchObject({ action: 'report.received', after: { replaced: [first.scanId] } });
    const improved = events.slice(2);
    expect(improved.map(({ action, after }) => [action, after?.['environment']])).toEqual(
      expect.arrayContaining([['verdict.improved', 'prod']]),
    );
    const verdict = await api.read<Verdict>(`/api/v1/gate?image=${image}&digest=${DIGEST}&environment=prod`);
    const [received] = events;
    expect(improved.find(({ after }) => after?.['environment'] === 'prod')).toMatchObject({
      actor: { kind: 'person', name: ada.email },
      before: {
        environment: 'prod',
        outcome: 'fail',
        verdictId: expect.stringMatching(/^v_/),
        scans: [{ scanId: first.scanId, report: received?.after?.['report'] }],
      },
      after: {
        environment: 'prod',
        outcome: verdict.outcome,
        verdictId: verdict.verdictId,
        policyVersion: verdict.policyVersion,
        scans: [{ scanId: second.scanId, report: verdict.inputs.scans[0]?.report }],
      },
    });
  });

  it('tells of no outcome that stays or gets worse, nor of a report that is known', async () => {
    const image = 'acme/worse';
    await bySender(image, report(minutesAgo(5)));
    await bySender(image, report(minutesAgo(1), [CRITICAL]));
    await bySender(image, report(minutesAgo(1), [CRITICAL]));
    const again = await bySender(image, report(minutesAgo(0), [CRITICAL]));
    expect(again.status).toBe(201);
    const before = await oldestFirst(`${image}@${DIGEST}`);
    expect(new Set(before.map(({ action }) => action))).toEqual(new Set(['report.received']));
  });

  it('names nobody but Plimsoll where an outcome is better by time or policy', async () => {
    const image = 'acme/by-time';
    await bySender(image, report(minutesAgo(1)));
    await api.sql(
      `UPDATE artifact_verdict SET holds_until = now(), outcome = 'fail' WHERE environment = 'dev' AND artifact_id =
         (SELECT artifact.id FROM artifact JOIN image ON image.id = image_id WHERE repository = $1)`,
      [image],
    );
    const ask = `/api/v1/gate?image=${image}&digest=${DIGEST}&environment=dev`;
    await Promise.all([api.read(ask), api.read(ask), api.read(ask)]);
    const events = (await oldestFirst(`${image}@${DIGEST}`)).filter(({ action }) => action === 'verdict.improved');
    expect(events).toMatchObject([{ actor: { kind: 'system', name: 'plimsoll' }, after: { environment: 'dev' } }]);
  });

  it('tells of a tag that moves to another build', async () => {
    const other = `sha256:${'b'.repeat(64)}`;
    for (const digest of [DIGEST, other]) {
      await api.take(JSON.stringify(report(minutesAgo(1))), `?image=acme/tagged&digest=${digest}&tag=1`);
    }
    expect(await oldestFirst('acme/tagged:1')).toMatchObject([
      { action: 'tag.moved', before: { digest: DIGEST }, after: { digest: other } },
    ]);
  });

  it('is not left out: what cannot be noted is not taken in', async () => {
    await api.sql(`CREATE FUNCTION refuse_report() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.body LIKE '%report.received%' THEN RAISE EXCEPTION 'made up'; END IF; RETURN NEW; END $$`);
    await api.sql(
      'CREATE TRIGGER refuse_report BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_report()',
    );
    const before = await countRows(api);
    expect((await bySender('acme/unnoted', report(minutesAgo(1)))).status).toBe(500);
    expect(await countRows(api)).toEqual(before);
    await api.sql('DROP TRIGGER refuse_report ON audit_event');
  });
});
