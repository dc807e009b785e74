import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { parseWaivers } from '../../src/core/policy/parse-waivers.js';
import type { ExportedWaivers } from '../../src/modules/waivers/dto/waiver-file.dto.js';
import type { WaiverPreview } from '../../src/modules/waivers/dto/waiver-preview.dto.js';
import type { WaiverResult } from '../../src/modules/waivers/dto/waiver.dto.js';
import { type Caller, startApi, type TestApi } from './api.js';
import { insertPerson, insertProject, type TestPerson } from './principals.js';

const CVE = 'CVE-2021-44906';
const DAY = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

const POLICY = `version: 1
environments:
  stage:
    vulnerabilities: {critical: 0}
    evidence: {require: [vulnerabilities], missingData: accept}
    waivers: {longest: {critical: 30d}, approvers: 1}
`;

interface Found {
  readonly fixed?: boolean;
  readonly version?: string;
}

/** One critical vulnerability, as Grype has it: with a fix, or with the word that there is none. */
function grype(image: string, digest: string, { fixed = false, version = '0.0.8' }: Found): string {
  const purl = `pkg:npm/minimist@${version}`;
  return JSON.stringify({
    matches: [
      {
        vulnerability: {
          id: CVE,
          severity: 'Critical',
          fix: fixed ? { versions: ['1.2.6'], state: 'fixed' } : { versions: [], state: 'not-fixed' },
        },
        artifact: { id: 'c', name: 'minimist', version, type: 'npm', purl, locations: [] },
      },
    ],
    source: {
      type: 'image',
      target: { userInput: image, manifestDigest: digest, repoDigests: [`${image}@${digest}`] },
    },
    descriptor: { name: 'grype', version: '0.86.1', timestamp: new Date(Date.now() - 60_000).toISOString() },
  });
}

/**
 * A waiver that ends so long after a fix is known counts from when the server saw one first. Nothing that is sent makes that later: no other
 * build, no other project, and no report that denies a fix that is known.
 */
describe('Waivers until a fix is known', () => {
  let api: TestApi;
  let guardian: TestPerson;
  let other: TestPerson;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waiver-fixes-'));
    await writeFile(join(folder, 'policy.yml'), POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: join(folder, 'policy.yml') });
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    other = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    await insertProject(api.sql, 'elsewhere');
  });

  // It changes when waivers began and fixes were seen.
  afterAll(async () => {
    await api.stop({ isDamaged: true });
    await rm(folder, { recursive: true });
  });

  const scan = (image: string, digest: string, found: Found, project = 'default') =>
    api.take(
      grype(image, digest, found),
      `?project=${project}&image=${image}&digest=${digest}&covers=match,secret,misconfiguration,licence`,
    );

  const gate = (image: string, digest: string, project = 'default'): Promise<Verdict> =>
    api.read(`/api/v1/gate?project=${project}&image=${image}&digest=${digest}&environment=stage`);

  async function send<Answer>(path: string, as: Caller, body: object): Promise<Answer> {
    const response = await api.call('POST', `/api/v1/waivers${path}`, { as, body });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  /** In force for stage, and as if it had been for 20 days. Its id. */
  async function waive(scope: object, project: string | null = 'default'): Promise<number> {
    const { waiver } = await send<WaiverResult>('', guardian, {
      project,
      scope: { advisory: CVE, environments: ['stage'], ...scope },
      status: 'accepted',
      justification: 'Not reachable from the outside.',
      expiresAt: inDays(10),
      conditions: { untilFixed: '7d' },
    });
    await send(`/${waiver.id}/approve`, other, { revision: waiver.revision });
    return Number(waiver.id);
  }

  const age = async (id: number): Promise<void> => {
    await api.sql(`UPDATE waiver_revision SET valid_from = valid_from - interval '8 days' WHERE waiver_id = $1`, [id]);
    await api.sql(`UPDATE waiver SET valid_from = valid_from - interval '8 days' WHERE id = $1`, [id]);
  };

  const seenFor = (id: number) =>
    api.sql<{ environment: string; component: string; fixed_since: Date | null }>(
      'SELECT environment, component, fixed_since FROM waiver_fix WHERE waiver_id = $1 ORDER BY component, environment',
      [id],
    );

  it('count from when the server saw the first fix, for the next build as well, and end then', async () => {
    const image = 'acme/first-seen';
    await scan(image, digestOf('a'), {});
    const id = await waive({ image });
    expect((await gate(image, digestOf('a'))).outcome).toBe('pass');
    expect(await seenFor(id)).toMatchObject([{ environment: 'stage', fixed_since: null }]);
    await age(id);

    await scan(image, digestOf('a'), { fixed: true });
    const known = await gate(image, digestOf('a'));
    expect(known.outcome).toBe('pass');
    const [seen] = await seenFor(id);
    expect(known.holdsUntil).toBe(new Date((seen?.fixed_since?.getTime() ?? 0) + 7 * DAY).toISOString());

    // Another build is no new beginning, nor is a report by which there is no fix.
    await scan(image, digestOf('b'), { fixed: true });
    expect((await gate(image, digestOf('b'))).holdsUntil).toBe(known.holdsUntil);
    await scan(image, digestOf('c'), {});
    expect((await gate(image, digestOf('c'))).outcome).toBe('pass');
    expect(await seenFor(id)).toEqual([seen]);

    // A file says the same offline.
    const { waivers } = await api.read<ExportedWaivers>('/api/v1/waivers/export?project=default');
    const exported = waivers.find((waiver) => waiver.id === `W-${id}`);
    const since = seen?.fixed_since?.toISOString();
    const fix = { advisory: CVE, component: 'pkg:npm/minimist@0.0.8', environment: 'stage', since };
    expect(exported?.fixes).toEqual([fix]);
    expect(parseWaivers(JSON.stringify({ version: 1, waivers: [exported] }))[0]?.fixes).toEqual([fix]);

    await api.sql(`UPDATE waiver_fix SET fixed_since = fixed_since - interval '7 days' WHERE waiver_id = $1`, [id]);
    await scan(image, digestOf('d'), { fixed: true });
    expect((await gate(image, digestOf('d'))).outcome).toBe('fail');

    // Nor is an edit: what it would change is told by what is known.
    const preview = (content: object) =>
      send<WaiverPreview>('/preview', guardian, {
        project: 'default',
        scope: { advisory: CVE, environments: ['stage'], image },
        status: 'accepted',
        justification: 'Not reachable from the outside.',
        expiresAt: inDays(10),
        ...content,
      });
    const edited = { replaces: String(id), conditions: { untilFixed: '7d' } };
    expect((await preview(edited)).changed).toBe(0);
    expect((await preview({ ...edited, conditions: { untilFixed: '20d' } })).changed).toBe(3);
  });

  it('count from their beginning where nothing was known before: what is new may have had a fix all along', async () => {
    const image = 'acme/never-seen';
    const id = await waive({ image });
    await age(id);
    await scan(image, digestOf('a'), { fixed: true });
    expect((await gate(image, digestOf('a'))).outcome).toBe('fail');
    const [seen] = await seenFor(id);
    expect(seen?.fixed_since?.getTime()).toBeLessThan(Date.now() - 7 * DAY);
    // Denied from now on, which changes nothing.
    await scan(image, digestOf('b'), {});
    await scan(image, digestOf('c'), { fixed: true });
    expect((await gate(image, digestOf('c'))).outcome).toBe('fail');
    expect(await seenFor(id)).toEqual([seen]);
  });

  it('know nothing of another version, nor of what another project saw', async () => {
    const image = 'acme/everywhere';
    const id = await waive({}, null);
    const version = '0.0.7';
    await scan(image, digestOf('a'), { version }, 'elsewhere');
    expect((await gate(image, digestOf('a'), 'elsewhere')).outcome).toBe('pass');
    await age(id);
    await scan(image, digestOf('b'), { fixed: true, version }, 'elsewhere');
    expect((await gate(image, digestOf('b'), 'elsewhere')).outcome).toBe('pass');
    await scan(image, digestOf('c'), { fixed: true, version: '0.0.9' }, 'elsewhere');
    expect((await gate(image, digestOf('c'), 'elsewhere')).outcome).toBe('fail');
    await scan(image, digestOf('b'), { fixed: true, version });
    expect((await gate(image, digestOf('b'))).outcome).toBe('fail');
  });
});
