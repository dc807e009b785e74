import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import type { Waiver } from '../model/waiver.js';
import { laterWaivers } from './later-waivers.js';
import { waiversInForce } from './waivers-in-force.js';
import { aClaim, aProblem, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import { randomVex } from '../../../test/factories/vex.js';
import { uniteFindings } from '../findings/unite-findings.js';
import { parsePolicy } from '../policy/parse-policy.js';
import type { VexDocument } from '../vex/vex-word.js';
import { inColumns } from '../../../test/factories/in-columns.js';
import { evaluate, evaluateWhole } from './evaluate.js';
import type { Facts } from './facts.js';
import { OUTCOMES } from './verdict.js';
import { verdictJson } from './verdict-json.js';

const policy = parsePolicy(`
version: 1
environments:
  lax: {vulnerabilities: {critical: 2, total: 6}}
  middle:
    vulnerabilities: {critical: 1, high: 2, onlyFixable: true, grace: {critical: 2d, high: 300d}, knownExploited: 0}
    secrets: {critical: 1, high: 1}
    evidence: {require: [vulnerabilities], scanAge: 7d, databaseAge: 3d, vex: honour, vexFrom: ['author:*'], missingData: accept}
    waivers: {longest: {critical: 7d, high: 20d}, approvers: {critical: 2, high: 1}}
  strict:
    extends: middle
    vulnerabilities: {critical: 0, high: 0, onlyFixable: false, grace: {critical: any}, likelyExploited: {epss: 0.5, allowed: 0}}
    misconfigurations: {critical: 0, high: 0, total: 1}
    licences: {deny: ["GPL-*"], unidentified: deny}
    image: {root: deny, maxSize: 100MB}
    evidence: {require: [vulnerabilities, secrets], endOfLife: fail, skippedEntries: 0, vex: ignore, missingData: {exploitation: unknown}}
    waivers: {statuses: [accepted], longest: 5d}
  untold:
    vulnerabilities: {critical: 1, high: 1, onlyFixable: true, unknownFix: unknown, grace: {critical: 5d, high: 10d}}
`);

const instant = fc
  .date({ min: new Date('2026-11-01'), max: new Date('2026-12-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const CVES = Array.from({ length: 8 }, (_, index) => `CVE-2026-100${index}`);

const claim = fc
  .record({
    componentKey: fc.constantFrom('pkg:npm/a@1.0.0', 'pkg:apk/alpine/b@2.0-r0'),
    reportedId: fc.constantFrom(...CVES),
    severity: fc.constantFrom('critical' as const, 'high' as const, 'unknown' as const),
    fixedVersion: fc.constantFrom(null, '2.1'),
    fixState: fc.constantFrom(null, 'not-fixed', 'fixed'),
    publishedAt: fc.option(instant),
    epss: fc.constantFrom(null, 0.1, 0.9),
    isKnownExploited: fc.constantFrom(null, false, true),
    analysis: fc.constantFrom(null, { state: 'not_affected' as const, justification: null, detail: null }),
  })
  .map(aClaim);

const problem = fc
  .record({
    kind: fc.constantFrom('secret' as const, 'misconfiguration' as const, 'licence' as const),
    rule: fc.constantFrom('DS002', 'token', 'GPL-3.0-only', 'UNKNOWN'),
    severity: fc.constantFrom('high' as const, 'low' as const),
    path: fc.constantFrom('a', 'b/c'),
    startLine: fc.constantFrom(null, 1),
  })
  .map(aProblem);

const scan = fc
  .record({
    report: fc.uuid().map((id) => `sha256:${id}`),
    tool: fc.constantFrom('trivy', 'grype').map((name) => ({ name, version: null })),
    scannedAt: fc.option(instant),
    databaseDate: fc.option(instant),
    covers: fc.subarray(['match', 'secret', 'misconfiguration', 'licence'] as const),
    carries: fc.subarray(['known-exploited', 'epss', 'end-of-life'] as const),
    failures: fc.constantFrom([], [], [], [{ pointer: '', message: 'the database is not readable' }]),
    imageFacts: fc.record({
      user: fc.constantFrom(null, 'root', '1000'),
      hasHealthcheck: fc.constant(null),
      sizeBytes: fc.constantFrom(null, 1e6, 1e9),
    }),
    skippedCount: fc.nat(1),
    claims: fc.array(claim, { maxLength: 5 }),
    problems: fc.array(problem, { maxLength: 3 }),
  })
  .map(aScanRecord);

const waiver = fc
  .record({
    id: fc.uuid(),
    scope: fc.oneof(
      fc.record({ advisory: fc.constantFrom(...CVES) }),
      fc.record({ rule: fc.constantFrom('AVD-DS-0002', 'token') }),
      fc.record({
        component: fc.constantFrom('pkg:npm/a', 'pkg:apk/alpine/b@2.0-r0'),
        environments: fc.constant(['strict']),
      }),
      fc.record({
        component: fc.constant('pkg:npm/a'),
        versions: fc.constantFrom('vers:npm/<2.0.0', 'vers:npm/>=2.0.0', 'vers:apk/*'),
      }),
    ),
    status: fc.constantFrom('accepted' as const, 'not_affected' as const, 'affected' as const),
    approvers: fc.subarray(['a@acme.example', 'b@acme.example', 'dev@acme.example']),
    validFrom: fc.option(instant),
    expiresAt: instant,
    fixedSince: fc.option(instant),
    fixes: fc.array(
      fc.record({
        advisory: fc.constantFrom(...CVES),
        component: fc.constantFrom('pkg:npm/a@1.0.0', 'pkg:apk/alpine/b@2.0-r0'),
        environment: fc.constantFrom('lax', 'strict'),
        since: fc.option(instant),
      }),
      { maxLength: 3 },
    ),
    conditions: fc.constantFrom<NonNullable<Waiver['conditions']>>(
      {},
      {},
      { untilFixed: '0d' },
      { untilFixed: '14d' },
      { notExploited: true },
      { epssBelow: 0.5 },
      { severityAtMost: 'high' },
    ),
  })
  .map(aWaiver);

const question = fc.record({
  scans: fc.array(scan, { maxLength: 3 }),
  waivers: fc.array(waiver, { maxLength: 3 }),
  environment: fc.constantFrom('lax', 'middle', 'strict', 'untold'),
  at: instant,
});

type Question = (typeof question extends fc.Arbitrary<infer Q> ? Q : never) & { readonly vex?: readonly VexDocument[] };

const documents = fc.array(
  randomVex({ vulnerabilities: CVES.slice(0, 4), products: ['pkg:npm/a', 'pkg:apk/alpine/b@2.0-r0'], instant }),
  { maxLength: 3 },
);

const withVex: fc.Arbitrary<Question> = fc.tuple(question, documents).map(([given, vex]) => ({ ...given, vex }));

const ask = ({ scans, waivers, vex = [], environment, at }: Question) =>
  evaluate({ facts: factsFrom(scans), policy, waivers, vex, environment, at });

const rankOf = (given: Question) => OUTCOMES.indexOf(ask(given).outcome);

describe('evaluate, whatever the facts', () => {
  it('never lets another finding turn a fail into something better', () => {
    fc.assert(
      fc.property(question, claim, problem, (given, another, trouble) => {
        const facts = factsFrom(given.scans);
        const more = uniteFindings([aScanRecord({ claims: [another], problems: [trouble] })]);
        const known = new Set(facts.findings.map(({ id }) => id));
        const added = more.filter(({ id }) => !known.has(id));
        const outcomeOf = (findings: typeof facts.findings) =>
          OUTCOMES.indexOf(evaluate({ ...given, facts: { ...facts, findings }, policy }).outcome);
        expect(outcomeOf([...facts.findings, ...added])).toBeGreaterThanOrEqual(outcomeOf(facts.findings));
      }),
    );
  });

  it('never lets another waiver make the outcome worse', () => {
    fc.assert(
      fc.property(withVex, waiver, (given, another) => {
        expect(rankOf({ ...given, waivers: [...given.waivers, another] })).toBeLessThanOrEqual(rankOf(given));
      }),
    );
  });

  it('never lets a waiver that is taken away turn a fail into a pass', () => {
    fc.assert(
      fc.property(withVex, (given) => {
        const rank = rankOf(given);
        for (const gone of given.waivers) {
          const waivers = given.waivers.filter((waiver) => waiver !== gone);
          expect(rankOf({ ...given, waivers })).toBeGreaterThanOrEqual(rank);
        }
      }),
    );
  });

  it('never lets an earlier fix make the outcome better', () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 0, max: 40 * 86_400_000 }), (given, ms) => {
        const earlier = (since: string | null) =>
          since === null ? null : new Date(Date.parse(since) - ms).toISOString();
        const waivers = given.waivers.map(({ fixes = [], ...waiver }) => ({
          ...waiver,
          fixes: fixes.map((fix) => ({ ...fix, since: earlier(fix.since) })),
        }));
        expect(rankOf({ ...given, waivers })).toBeGreaterThanOrEqual(rankOf(given));
      }),
    );
  });

  const TERMS = [
    [{ longest: '20d' }, { longest: '5d' }, { longest: { critical: '3d', high: '20d' } }],
    [{ approvers: 1 }, { approvers: { critical: 2 } }, { approvers: 2 }],
    [{ statuses: ['accepted', 'not_affected'] }, { statuses: ['accepted'] }, { statuses: [] }],
  ] as const;

  it('never lets a policy that asks more of waivers make the outcome better', () => {
    fc.assert(
      fc.property(question, fc.constantFrom(...TERMS), fc.nat(2), (given, [lax, ...stricter], which) => {
        const asking = (waivers: object) => ({
          ...policy,
          environments: policy.environments.map(({ settings, ...environment }) => ({
            ...environment,
            settings: { ...settings, waivers },
          })),
        });
        const facts = factsFrom(given.scans);
        const rankWith = (waivers: object) =>
          OUTCOMES.indexOf(evaluate({ ...given, facts, policy: asking(waivers) }).outcome);
        expect(rankWith(lax)).toBeGreaterThanOrEqual(rankWith({}));
        expect(rankWith(stricter[which % stricter.length] ?? {})).toBeGreaterThanOrEqual(rankWith(lax));
      }),
    );
  });

  it('knows now what waivers will cover later', () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 1, max: 40 * 86_400_000 }), (given, ms) => {
        const facts = factsFrom(given.scans);
        const { environment } = given;
        const settings = policy.environments.find(({ name }) => name === environment)?.settings ?? {};
        const at = Date.parse(given.at);
        const now = waiversInForce(laterWaivers(given.waivers, ms), { facts, settings, environment, at });
        const later = waiversInForce(given.waivers, { facts, settings, environment, at: at + ms });
        for (const finding of facts.findings) {
          expect(now.clearanceOf(finding)?.waiver).toBe(later.clearanceOf(finding)?.waiver);
        }
      }),
    );
  });

  it('never lets an expired waiver change a byte', () => {
    fc.assert(
      fc.property(question, waiver, (given, another) => {
        const expired = { ...another, expiresAt: given.at };
        expect(verdictJson(ask({ ...given, waivers: [...given.waivers, expired] }))).toBe(verdictJson(ask(given)));
      }),
    );
  });

  it('gives the same bytes in whatever order the facts come', () => {
    fc.assert(
      fc.property(withVex, ({ vex = [], ...given }) => {
        const turned = {
          ...given,
          waivers: given.waivers.toReversed(),
          vex: vex.toReversed().map((document) => ({
            ...document,
            content: { ...document.content, statements: document.content.statements.toReversed() },
          })),
          scans: given.scans.toReversed().map((scan) => ({
            ...scan,
            claims: scan.claims.toReversed(),
            problems: scan.problems.toReversed(),
            covers: scan.covers.toReversed(),
          })),
        };
        expect(verdictJson(ask(turned))).toBe(verdictJson(ask({ ...given, vex })));
      }),
    );
  });

  it('gives the same bytes when it is replayed, from stored facts too', () => {
    fc.assert(
      fc.property(question, (given) => {
        const facts = factsFrom(given.scans);
        const stored = JSON.parse(JSON.stringify(facts)) as typeof facts;
        const again = evaluate({ ...given, facts: stored, policy: parsePolicy(policy.source) });
        expect(verdictJson(again)).toBe(verdictJson(ask(given)));
      }),
    );
  });

  it('gives the same bytes by columns', () => {
    fc.assert(
      fc.property(question, (given) => {
        const facts = factsFrom(given.scans);
        const byColumns = { ...facts, findings: inColumns(given.scans) };
        expect(verdictJson(evaluate({ ...given, facts: byColumns, policy }))).toBe(verdictJson(ask(given)));
        expect(verdictJson(evaluateWhole({ ...given, facts: byColumns, policy }))).toBe(
          verdictJson(evaluateWhole({ ...given, facts, policy })),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is as bad as its worst reason, and lists the worst first', () => {
    fc.assert(
      fc.property(question, (given) => {
        const { outcome, reasons } = ask(given);
        const ranks = reasons.map((reason) => OUTCOMES.indexOf(reason.outcome));
        expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
        expect(OUTCOMES.indexOf(outcome)).toBe(Math.max(...ranks));
      }),
    );
  });

  it('tells for every reason that is no pass what would clear it, and for no pass', () => {
    fc.assert(
      fc.property(question, (given) => {
        const { reasons } = ask(given);
        expect(reasons.every(({ outcome, remedy }) => (remedy === null) === (outcome === 'pass'))).toBe(true);
      }),
    );
  });

  it('holds until exactly the instant that it names', () => {
    fc.assert(
      fc.property(question, (given) => {
        const { outcome, holdsUntil } = ask(given);
        const end = holdsUntil === null ? null : Date.parse(holdsUntil);
        const outcomeAt = (at: number) => ask({ ...given, at: new Date(at).toISOString() }).outcome;
        const before = end === null ? Date.parse('2030-01-01') : end - 1;
        expect(outcomeAt(before)).toBe(outcome);
        // A waiver that begins may make no difference, alone or where another ends.
        const begins = given.waivers.some(({ validFrom }) => typeof validFrom === 'string' && validFrom > given.at);
        expect(!begins && end !== null && outcomeAt(end) === outcome).toBe(false);
      }),
    );
  });

  it('never passes where nobody looked for vulnerabilities', () => {
    fc.assert(
      fc.property(question, (given) => {
        const scans = given.scans.map((scan) => ({ ...scan, covers: scan.covers.filter((kind) => kind !== 'match') }));
        expect(ask({ ...given, scans }).outcome).not.toBe('pass');
      }),
    );
  });

  const SHIPPED = parsePolicy(readFileSync(new URL('../../../../security-config.yml', import.meta.url), 'utf8'));
  const DENYING = parsePolicy(`version: 1
environments: {prod: {vulnerabilities: {critical: 0, unknown: 1, unrated: unknown}, secrets: {total: 1}, evidence: {tools: {trivy: {deny: ["0.69.4 - 0.69.6"]}}}}}`);
  const strictlyShipped = parsePolicy(SHIPPED.source.replaceAll(/(exploitation|endOfLife): accept/g, '$1: unknown'));

  const ranksOf = (facts: Facts, { waivers, at }: Question, of = SHIPPED) =>
    of.environments.map(({ name, settings }) => {
      const counting = { ...facts, tools: settings.evidence?.tools ?? null };
      return OUTCOMES.indexOf(evaluate({ facts: counting, policy: of, waivers, environment: name, at }).outcome);
    });

  /** Environments whose outcome the change made better. */
  const improved = (changed: readonly number[], before: readonly number[]) =>
    before.filter((rank, index) => (changed[index] ?? -1) < rank);

  it('never lets a missing word on a fix turn fail or unknown into something better under the shipped policy', () => {
    fc.assert(
      fc.property(question, (given) => {
        const facts = factsFrom(given.scans);
        const findings = facts.findings.map((finding) => ({ ...finding, fix: 'unknown' as const, fixedVersions: [] }));
        expect(improved(ranksOf({ ...facts, findings }, given), ranksOf(facts, given))).toEqual([]);
      }),
    );
  });

  it('never lets a scan by a denied version make an outcome better, and never takes its word', () => {
    fc.assert(
      fc.property(question, fc.constantFrom('0.69.5', 'dev', null), (given, version) => {
        const denied = aScanRecord({
          report: 'sha256:denied',
          tool: { name: 'Trivy', version },
          receivedAt: '2026-12-01T00:00:00.000Z',
          scannedAt: null,
          claims: [aClaim({ severity: 'critical' })],
        });
        const tools = DENYING.environments[0]?.settings.evidence?.tools;
        const { waivers, at } = given;
        const decide = (scans: Parameters<typeof factsFrom>[0]) =>
          evaluate({ facts: factsFrom(scans, {}, { tools }), policy: DENYING, waivers, environment: 'prod', at });
        const [without, beside] = [decide(given.scans), decide([...given.scans, denied])];
        expect(OUTCOMES.indexOf(beside.outcome)).toBe(Math.max(1, OUTCOMES.indexOf(without.outcome)));
        expect(beside.inputs.scans).toEqual(without.inputs.scans);
      }),
    );
  });

  it('never lets a scan that failed make the outcome better', () => {
    fc.assert(
      fc.property(question, (given) => {
        const failed = aScanRecord({
          report: 'sha256:failed',
          receivedAt: '2026-12-01T00:00:00.000Z',
          scannedAt: null,
          covers: [],
          attempted: ['match'],
          failures: [{ pointer: '/runs/0/invocations/0', message: 'out of memory' }],
          carries: [],
        });
        expect(
          improved(ranksOf(factsFrom([...given.scans, failed]), given), ranksOf(factsFrom(given.scans), given)),
        ).toEqual([]);
      }),
    );
  });

  it('never lets a failure that a tool reports make the outcome better', () => {
    fc.assert(
      fc.property(question, (given) => {
        const facts = factsFrom(given.scans);
        const failures = [{ pointer: '', message: 'timeout' }];
        const failed = { ...facts, scans: facts.scans.map((scan) => ({ ...scan, covers: [], failures })) };
        expect(improved(ranksOf(failed, given), ranksOf(facts, given))).toEqual([]);
      }),
    );
  });

  it('never lets a report that carries less make the outcome better', () => {
    fc.assert(
      fc.property(question, (given) => {
        const facts = factsFrom(given.scans);
        const bare = { ...facts, scans: facts.scans.map((scan) => ({ ...scan, carries: [] })) };
        expect(improved(ranksOf(bare, given), ranksOf(facts, given))).toEqual([]);
        expect(improved(ranksOf(bare, given, strictlyShipped), ranksOf(facts, given, strictlyShipped))).toEqual([]);
      }),
    );
  });

  it('never says that a rule was checked where no report carries what it needs', () => {
    fc.assert(
      fc.property(question, (given) => {
        const scans = given.scans.map((scan) => ({ ...scan, carries: [] }));
        const needing = new Set(['vulnerabilities.knownExploited', 'vulnerabilities.likelyExploited']);
        const { reasons } = ask({ ...given, scans });
        const passed = reasons.filter(({ rule, outcome }) => needing.has(rule) && outcome === 'pass');
        expect(passed.every(({ isChecked }) => !isChecked)).toBe(true);
      }),
    );
  });
});
