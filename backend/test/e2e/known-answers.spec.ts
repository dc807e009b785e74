import type { Verdict } from '../../src/core/gate/verdict.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { ReportReceipt } from '../../src/modules/reports/dto/report-receipt.dto.js';
import type { FindingSummary } from '../../src/modules/findings/dto/finding.dto.js';
import type { ComponentPage } from '../../src/modules/components/dto/component.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import { type ExpectedFinding, KNOWN_ANSWERS, type KnownAnswer } from '../fixtures/known-answers/answers.js';
import { expectedOf, type GivenAnswer, saidIn } from '../factories/expected-answer.js';
import { fixture, problemOf, startApi, type TestApi } from './api.js';

const TAKEN = KNOWN_ANSWERS.filter(({ refused }) => refused === undefined);

const LENIENT = KNOWN_ANSWERS.flatMap(({ kind, files }) => (kind.startsWith('leniency') ? files : []));

const REFUSED = KNOWN_ANSWERS.flatMap(({ refused, ...answer }) =>
  refused === undefined ? [] : [{ ...answer, refused }],
);

/**
 * Small reports whose right answer is known, sent to the API. Whoever sends an honest report of a run that failed, looked
 * at less or said nothing must not get a pass for it. `src/cli/gate/known-answers.spec.ts` asks the command line the same.
 */
describe('Known answers by the API', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  it.each(TAKEN)('$kind: $files', async (answer) => {
    expect(await answerOf(api, answer)).toMatchObject(expectedOf(answer));
  });

  it.each(REFUSED)('$kind: $files', async ({ files, refused }) => {
    const response = await api.send(bytesOf(files[0] ?? ''), '?image=known/refused');
    expect(response.status).toBe(422);
    expect((await problemOf(response)).detail).toMatch(refused);
  });

  it.each(LENIENT)('%s is refused where strict=true asks for it', async (file) => {
    const response = await api.send(bytesOf(file), '?image=known/strict&strict=true');
    expect(await problemOf(response)).toMatchObject({ status: 422, code: 'report_invalid' });
  });
});

async function answerOf(api: TestApi, answer: KnownAnswer): Promise<GivenAnswer> {
  const place = KNOWN_ANSWERS.findIndex(({ files }) => files.join() === answer.files.join());
  const image = `known/answer-${place}`;
  const digest = `sha256:${String(place).padStart(64, '0')}`;
  const receipts: ReportReceipt[] = [];
  for (const file of answer.files) receipts.push(await api.take(bytesOf(file), `?image=${image}&digest=${digest}`));
  const artifact = await api.read<Artifact>(`/api/v1/artifacts/${receipts[0]?.artifactId}`);
  const page = await api.read<FindingPage>(`/api/v1/artifacts/${artifact.id}/findings?limit=200`);
  const components = await api.read<ComponentPage>(`/api/v1/artifacts/${artifact.id}/components`);
  const verdict = await api.read<Verdict>(`/api/v1/gate?image=${image}&digest=${digest}&environment=prod`);
  return {
    findings: page.items.map(told),
    findingCount: page.items.length,
    outcome: verdict.outcome,
    said: saidIn(verdict),
    platforms: artifact.scans
      .filter(({ isCurrent }) => isCurrent)
      .map(({ platform }) => platform)
      .sort(),
    isWarned: receipts.some(({ warningCount }) => warningCount > 0),
    componentCount: Number(components.total),
    text: JSON.stringify([receipts, artifact, page, verdict]),
  };
}

function told(finding: FindingSummary): Required<ExpectedFinding> {
  const { kind, severity, advisory, rule, component, path, fix, fixedVersions, upgradeTo, epss, isKnownExploited } =
    finding;
  return {
    kind,
    severity,
    name: advisory?.id ?? rule ?? '',
    component: component?.name ?? '',
    version: component?.version ?? '',
    fix,
    fixedVersions,
    upgradeTo: upgradeTo ?? '',
    path: path ?? '',
    epss: epss ?? -1,
    isKnownExploited,
  };
}

function bytesOf(file: string): Buffer {
  return fixture(`known-answers/${file}`);
}
