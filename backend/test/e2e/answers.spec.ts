import { readFileSync } from 'node:fs';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { VulnerablePackagePage } from '../../src/modules/answers/dto/vulnerable-package.dto.js';
import type { WaysToGreen } from '../../src/modules/answers/dto/way-to-green.dto.js';
import { problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertProject } from './principals.js';

interface Vulnerability {
  readonly VulnerabilityID: string;
  readonly PkgName: string;
}

interface TrivyReport {
  CreatedAt: string;
  Metadata: { RepoDigests?: string[] };
  Results: { Vulnerabilities?: Vulnerability[] }[];
}

const FIXTURE = readFileSync(new URL('../fixtures/one-image/trivy.json', import.meta.url), 'utf8');

describe('The way to green', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  /** The report of an image of now, without what some upgrade cleared. */
  async function send(digit: string, cleared: ReadonlySet<string> = new Set()): Promise<string> {
    const report = JSON.parse(FIXTURE) as TrivyReport;
    const digest = `sha256:${digit.repeat(64)}`;
    report.CreatedAt = new Date(Date.now() - 60_000).toISOString();
    report.Metadata.RepoDigests = [`ghcr.io/acme/shop@${digest}`];
    for (const result of report.Results) {
      const left = result.Vulnerabilities?.filter(
        ({ VulnerabilityID, PkgName }) => !cleared.has(`${VulnerabilityID} ${PkgName}`),
      );
      if (left !== undefined) result.Vulnerabilities = left;
    }
    const receipt = await api.take(JSON.stringify(report), `?image=ghcr.io/acme/shop&digest=${digest}`);
    return receipt.artifactId;
  }

  const gate = (digit: string) =>
    api.read<Verdict>(`/api/v1/gate?image=ghcr.io/acme/shop&digest=sha256:${digit.repeat(64)}&environment=prod`);

  it('leads to green: without what the upgrades clear, the same report passes', async () => {
    const id = await send('a');
    expect((await gate('a')).outcome).toBe('fail');
    const answer = await api.read<WaysToGreen>(`/api/v1/artifacts/${id}/path?environment=prod`);
    expectContract('answersPath', 200, answer);
    const { environments } = answer;
    const [way] = environments;
    expect(way).toMatchObject({
      environment: 'prod',
      headline: '3 upgrades, and prod passes.',
      before: { outcome: 'fail' },
      after: { outcome: 'pass', open: [] },
      isLeastCost: true,
      tasks: [],
      rest: [],
    });
    expect(way?.upgrades.map(({ sentence, findingCount }) => [sentence, findingCount])).toEqual([
      ['Upgrade openssl (libcrypto3) from 3.5.1-r0 to 3.5.4-r0.', 2],
      ['Upgrade lodash from 4.17.20 to 4.17.21.', 1],
      ['Upgrade minimist from 1.2.5 to 1.2.6.', 1],
    ]);
    const cleared = way?.upgrades.flatMap(({ findings }) =>
      findings.map(({ advisory, component }) => `${advisory} ${component ?? ''}`),
    );
    await send('b', new Set(cleared));
    expect((await gate('b')).outcome).toBe('pass');
    // None less would do.
    for (const [place, left] of (cleared ?? []).entries()) {
      const digit = String(place + 1);
      await send(digit, new Set(cleared?.filter((one) => one !== left)));
      expect([left, (await gate(digit)).outcome === 'pass']).toEqual([left, false]);
    }
  });

  it('groups vulnerabilities by source package, page by page', async () => {
    const id = await send('e');
    const path = `/api/v1/artifacts/${id}/packages`;
    const all = await api.read<VulnerablePackagePage>(path);
    expectContract('packagesList', 200, all);
    expect(all.items.map(({ sentence }) => sentence)).toEqual([
      'minimist: 1 vulnerability, fixed by 1.2.6.',
      'openssl: 2 vulnerabilities in libcrypto3, all fixed by 3.5.4-r0.',
      'lodash: 1 vulnerability, fixed by 4.17.21.',
      'request: 1 vulnerability, no fix is available.',
      'busybox: 1 vulnerability, fixed by 1.37.0-r20.',
    ]);
    expect({ total: all.total, nextCursor: all.nextCursor }).toEqual({ total: all.items.length, nextCursor: null });
    const pages: VulnerablePackagePage['items'] = [];
    let cursor = '';
    do {
      const page = await api.read<VulnerablePackagePage>(`${path}?limit=1${cursor}`);
      expect([page.items.length, page.total]).toEqual([1, all.total]);
      pages.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(pages).toEqual(all.items);
    const others = await api.get(`${path}?cursor=bm8`);
    expect([others.status, (await problemOf(others)).code]).toEqual([400, 'invalid_input']);
  });

  it('is told of every environment in the order of the policy, and of none that there is not', async () => {
    const id = await send('c');
    const { environments } = await api.read<WaysToGreen>(`/api/v1/artifacts/${id}/path`);
    expect(environments.map(({ environment }) => environment)).toEqual(['dev', 'stage', 'prod']);
    const unknown = await api.get(`/api/v1/artifacts/${id}/path?environment=moon`);
    expect([unknown.status, (await problemOf(unknown)).code]).toEqual([404, 'environment_not_found']);
  });

  it('is not told to people of other projects', async () => {
    const id = await send('d');
    const projectId = await insertProject(api.sql, 'elsewhere');
    const stranger = await insertPerson(api.sql, { grants: [{ role: 'viewer', projectId }] });
    const answers = [];
    for (const path of [`${id}/path`, '999999/path', `${id}/packages`, '999999/packages']) {
      const answer = await api.call('GET', `/api/v1/artifacts/${path}`, { as: stranger });
      answers.push([answer.status, (await problemOf(answer)).code]);
    }
    expect(answers).toEqual(answers.map(() => [404, 'artifact_not_found']));
  });
});
