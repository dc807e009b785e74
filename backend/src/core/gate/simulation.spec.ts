import * as fc from 'fast-check';
import { isFullRun } from '../../../../testkit/tier.mjs';
import { inColumns } from '../../../test/factories/in-columns.js';
import { randomPolicies } from '../../../test/factories/random-policy.js';
import { randomScans } from '../../../test/factories/random-scans.js';
import { aClaim, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import { encodeColumns } from '../columns/encode-columns.js';
import { FindingColumns } from '../columns/finding-columns.js';
import { NamesNotReadError } from '../columns/names-not-read-error.js';
import { parsePolicy } from '../policy/parse-policy.js';
import type { Policy } from '../policy/policy.js';
import { numberOf } from './column-findings.js';
import { doAllCount, evidenceRulesOf } from './counting-evidence.js';
import { evaluate } from './evaluate.js';
import type { Waiver } from '../model/waiver.js';
import type { ScanRecord } from './scan-record.js';
import { Simulation, type SimulatedOutcome } from './simulation.js';

const ENVIRONMENTS = ['dev', 'prod'];

/** To read one takes longer than to hold a hundred artifacts against it. */
const policy = fc.constantFrom(...fc.sample(randomPolicies(ENVIRONMENTS), 30).map((source) => parsePolicy(source)));

const instant = fc
  .date({ min: new Date('2026-11-01'), max: new Date('2026-12-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const DAY = 86_400_000;

/** Dates around the limits of graces, to the millisecond, and all that scans may carry or lack. */
const scans = fc
  .tuple(
    randomScans,
    fc.array(
      fc.record({
        scannedAt: fc.option(instant),
        databaseDate: fc.option(instant),
        target: fc.constantFrom(null, null, 'sources'),
        covers: fc.subarray(['match', 'secret', 'misconfiguration', 'licence'] as const),
        carries: fc.subarray(['known-exploited', 'epss', 'end-of-life'] as const),
      }),
      { minLength: 3, maxLength: 3 },
    ),
    fc.array(fc.tuple(fc.constantFrom(1, 7, 30, 365), fc.constantFrom(-1, 0, 1)), { maxLength: 3 }),
  )
  .map(([records, beside, near]) => ({
    near,
    records: records.map((record, place) => ({ ...record, ...beside[place], report: `sha256:${place}` })),
  }));

const waiver = fc
  .record({
    id: fc.uuid(),
    scope: fc.constantFrom<Waiver['scope']>(
      { component: 'pkg:npm/a' },
      { component: 'pkg:apk/alpine/b', versions: 'vers:apk/<2.1' },
      { advisory: 'CVE-2026-1001', environments: ['prod'] },
      { rule: 'token' },
    ),
    status: fc.constantFrom('accepted', 'not_affected', 'fixed'),
    approvers: fc.subarray(['a@acme.example', 'b@acme.example', 'DEV@acme.example ']),
    validFrom: fc.option(instant),
    expiresAt: instant,
  })
  .map(aWaiver);

const waivers = fc.array(waiver, { maxLength: 3 });

interface Fleet {
  readonly simulated: SimulatedOutcome[];
  readonly isByNames: boolean;
}

/** As an artifact is simulated: first by what is counted by alone, and by the names where a rule asks for one. */
function simulate(
  records: readonly ScanRecord[],
  active: Policy,
  proposed: Policy,
  at: number,
  ...waivers: [now?: readonly Waiver[], proposed?: readonly Waiver[]]
): Fleet {
  const facts = factsFrom(records);
  const simulation = new Simulation(active, proposed, at);
  const columns = FindingColumns.decode({ ...encodeColumns(inColumns(records)), names: null });
  const findings = simulation.findings(columns, facts.scans);
  expect(numberOf(findings)).toBe(facts.findings.length);
  try {
    if (!simulation.evidenceRules.every(({ tools }) => doAllCount(records, { tools }))) throw new NamesNotReadError();
    return {
      simulated: simulation.decide(({ tools }) => ({ ...facts, tools: tools ?? null, findings }), ...waivers),
      isByNames: false,
    };
  } catch (error) {
    if (!(error instanceof NamesNotReadError)) throw error;
    return {
      simulated: simulation.decide(({ tools }) => factsFrom(records, {}, { tools }), ...waivers),
      isByNames: true,
    };
  }
}

describe('a simulation', () => {
  it('gives what each policy decides, whatever the policies and the findings', () => {
    fc.assert(
      fc.property(
        scans,
        policy,
        policy,
        instant,
        waivers,
        fc.option(waivers),
        (given, active, proposed, iso, held, other) => {
          const { records, near } = given;
          const at = Date.parse(iso);
          const dated = records.map((record) => ({
            ...record,
            claims: record.claims.map((claim, place) => {
              const [days, milliseconds] = near[place] ?? [];
              return days === undefined || milliseconds === undefined
                ? claim
                : { ...claim, publishedAt: new Date(at - days * DAY + milliseconds).toISOString() };
            }),
          }));
          const { simulated } = simulate(dated, active, proposed, at, held, other ?? held);
          const factsBy = ({ environments }: Policy, name: string) => {
            const settings = environments.find((environment) => environment.name === name)?.settings;
            return factsFrom(dated, {}, { tools: evidenceRulesOf(settings).tools });
          };
          for (const { environment, now, proposed: next, rules } of simulated) {
            const before = evaluate({
              facts: factsBy(active, environment),
              policy: active,
              waivers: held,
              environment,
              at: iso,
            });
            const after = evaluate({
              facts: factsBy(proposed, environment),
              policy: proposed,
              waivers: other ?? held,
              environment,
              at: iso,
            });
            expect([now, next]).toEqual([before.outcome, after.outcome]);
            expect(rules.length > 0).toBe(now !== next);
            for (const { rule, now: one, proposed: other } of rules) {
              expect(before.reasons.find((reason) => reason.rule === rule)?.outcome ?? null).toBe(one);
              expect(after.reasons.find((reason) => reason.rule === rule)?.outcome ?? null).toBe(other);
            }
          }
        },
      ),
      { numRuns: isFullRun ? 600 : 60 },
    );
  });

  const laxWith = (critical: string) =>
    parsePolicy(`version: 1
environments: {dev: {vulnerabilities: {critical: ${critical}}, secrets: {total: 5}, evidence: {require: [vulnerabilities]}}}`);
  const MANY = Array.from({ length: 300 }, (_, place) =>
    aClaim({ reportedId: `CVE-2026-${1000 + place}`, severity: 'critical', componentKey: 'pkg:npm/a@1.0.0' }),
  );

  it('counts a group for each of its findings, and needs no names for it', () => {
    const at = Date.parse('2026-11-20');
    const ofLimit = (limit: number) =>
      simulate([aScanRecord({ claims: MANY })], laxWith('any'), laxWith(String(limit)), at);
    expect(ofLimit(299)).toEqual({
      isByNames: false,
      simulated: [
        {
          environment: 'dev',
          now: 'pass',
          proposed: 'fail',
          rules: [{ rule: 'vulnerabilities.critical', now: null, proposed: 'fail' }],
          findings: [],
        },
      ],
    });
    expect(ofLimit(300).simulated).toEqual([
      { environment: 'dev', now: 'pass', proposed: 'pass', rules: [], findings: [] },
    ]);
  });

  it('tells policies apart that ask other things of waivers alone', () => {
    const asking = (waivers: string) =>
      parsePolicy(`version: 1
environments: {dev: {vulnerabilities: {critical: 0}, evidence: {require: [vulnerabilities]}, waivers: ${waivers}}}`);
    const scans = [aScanRecord({ claims: MANY.slice(0, 1) })];
    const held = [aWaiver({ scope: { component: 'pkg:npm/a' }, validFrom: '2026-11-01T00:00:00.000Z' })];
    const outcomes = (now: string, proposed: string) =>
      simulate(scans, asking(now), asking(proposed), Date.parse('2026-11-20'), held).simulated.map((one) => [
        one.now,
        one.proposed,
      ]);
    expect(outcomes('{approvers: 1}', '{approvers: 2}')).toEqual([['pass', 'fail']]);
    expect(outcomes('{longest: 14d}', '{longest: {critical: 30d}}')).toEqual([['fail', 'pass']]);
    expect(outcomes('{statuses: [accepted]}', '{statuses: []}')).toEqual([['pass', 'fail']]);
  });

  it('says where an environment is new, or gone, and compares nothing with nothing', () => {
    const proposed = parsePolicy('version: 1\nenvironments: {prod: {vulnerabilities: {critical: 0}}}');
    const { simulated } = simulate([aScanRecord({ claims: MANY })], laxWith('any'), proposed, Date.parse('2026-11-20'));
    expect(simulated).toEqual([
      { environment: 'prod', now: null, proposed: 'fail', rules: [], findings: [] },
      { environment: 'dev', now: 'pass', proposed: null, rules: [], findings: [] },
    ]);
  });
});
