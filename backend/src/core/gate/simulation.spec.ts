import * as fc from 'fast-check';
import { isFullRun } from '../../../../testkit/tier.mjs';
import { inColumns } from '../../../test/factories/in-columns.js';
import { randomPolicies } from '../../../test/factories/random-policy.js';
import { randomScans } from '../../../test/factories/random-scans.js';
import { aClaim, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import { randomVex } from '../../../test/factories/vex.js';
import { encodeColumns } from '../columns/encode-columns.js';
import { FindingColumns } from '../columns/finding-columns.js';
import { NamesNotReadError } from '../columns/names-not-read-error.js';
import { parsePolicy } from '../policy/parse-policy.js';
import type { Policy } from '../policy/policy.js';
import { numberOf } from './column-findings.js';
import { doAllCount, evidenceRulesOf } from './counting-evidence.js';
import { evaluate } from './evaluate.js';
import { evaluationContext } from './evaluation-context.js';
import type { Waiver } from '../model/waiver.js';
import { identityOf } from '../vex/identity.js';
import type { VexProduct, VexStatement } from '../vex/vex-document.js';
import type { VexDocument } from '../vex/vex-word.js';
import type { ScanRecord } from './scan-record.js';
import { Simulation, type SimulatedOutcome } from './simulation.js';
import { beginningOf, coversKey, waiversInForce } from './waivers-in-force.js';

const ENVIRONMENTS = ['dev', 'prod'];

/** To read one takes longer than to hold a hundred artifacts against it. */
const policy = fc.constantFrom(
  ...fc.sample(randomPolicies(ENVIRONMENTS), isFullRun ? 30 : 10).map((source) => parsePolicy(source)),
);

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
      { component: 'pkg:deb/debian/zlib@1.2' },
      { advisory: 'ghsa-aaaa-bbbb-cccc' },
      { component: 'pkg:apk/alpine/b', versions: 'vers:apk/<2.1' },
      { advisory: 'CVE-2026-1001', environments: ['prod'] },
      { rule: 'token' },
    ),
    status: fc.constantFrom('accepted', 'not_affected', 'fixed'),
    approvers: fc.subarray(['a@acme.example', 'b@acme.example', 'DEV@acme.example ']),
    validFrom: fc.oneof(instant, fc.constantFrom(null, '2026-10-31T00:00:00.000Z')),
    expiresAt: fc.oneof(instant, fc.constant('2027-01-01T00:00:00.000Z')),
  })
  .map(aWaiver);

const waivers = fc.array(waiver, { maxLength: 3 });

const vex = fc.array(
  randomVex({
    vulnerabilities: ['CVE-2026-1000', 'CVE-2026-1001', 'GHSA-aaaa-bbbb-cccc', 'RHSA-2026:1', 'CVE-2026-9999'],
    products: [
      'pkg:npm/a',
      'pkg:apk/alpine/b@2.0-r0',
      'pkg:deb/debian/zlib',
      'pkg:npm/c',
      'sha256:' + 'd'.repeat(64),
      'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:npm/a',
    ],
    instant,
  }),
  { maxLength: 2 },
);

/** With all limits that it names so much higher: nothing else changes. */
function raised(policy: Policy, by: number): Policy {
  const environments = policy.environments.map((environment) => ({
    ...environment,
    settings: Object.fromEntries(
      Object.entries(environment.settings).map(([section, keys]) => [
        section,
        LIMITED.has(section)
          ? Object.fromEntries(
              Object.entries(keys ?? {}).map(([key, value]) => [key, typeof value === 'number' ? value + by : value]),
            )
          : keys,
      ]),
    ),
  }));
  return { ...policy, environments } as Policy;
}

const LIMITED = new Set(['vulnerabilities', 'secrets', 'misconfigurations']);

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
  now: readonly Waiver[] = [],
  other: readonly Waiver[] = now,
  vex: readonly VexDocument[] = [],
): Fleet {
  const facts = factsFrom(records);
  const simulation = new Simulation(active, proposed, at);
  const encoded = encodeColumns(inColumns(records));
  const isNamed = now.length + other.length + vex.length > 0;
  const columns = FindingColumns.decode(isNamed ? encoded : { ...encoded, names: null });
  const exceptions = isNamed ? { waivers: [...now, ...other], vex } : null;
  const findings = simulation.findings(columns, facts.scans, exceptions);
  expect(numberOf(findings)).toBe(facts.findings.length);
  try {
    if (!simulation.evidenceRules.every(({ tools }) => doAllCount(records, { tools }))) throw new NamesNotReadError();
    return {
      simulated: simulation.decide(({ tools }) => ({ ...facts, tools: tools ?? null, findings }), now, other, vex),
      isByNames: false,
    };
  } catch (error) {
    if (!(error instanceof NamesNotReadError)) throw error;
    return {
      simulated: simulation.decide(({ tools }) => factsFrom(records, {}, { tools }), now, other, vex),
      isByNames: true,
    };
  }
}

describe('a simulation', () => {
  it('gives what each policy decides, whatever the policies and the findings', () => {
    let [changes, byGroups] = [0, 0];
    fc.assert(
      fc.property(
        scans,
        policy,
        // Half of them change the waivers alone.
        fc.option(policy, { freq: 1 }),
        // Half of these, and limits alone.
        fc.constantFrom(0, 0, 1, 3),
        instant,
        waivers,
        fc.option(waivers),
        vex,
        (given, active, otherPolicy, by, iso, held, other, vex) => {
          const { records, near } = given;
          const proposed = otherPolicy ?? (by === 0 ? active : raised(active, by));
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
          const { simulated, isByNames } = simulate(dated, active, proposed, at, held, other ?? held, vex);
          if (!isByNames && held.length > 0) byGroups += 1;
          const ask = (of: Policy, environment: string, waivers: readonly Waiver[]) => {
            const { settings } = of.environments.find(({ name }) => name === environment) ?? { settings: {} };
            const facts = factsFrom(dated, {}, { tools: evidenceRulesOf(settings).tools });
            const verdict = evaluate({ facts, policy: of, waivers, vex, environment, at: iso });
            const context = evaluationContext({ facts, settings, waivers, vex, environment, at });
            const cleared = facts.findings.filter((finding) => context.clearanceOf(finding) !== null);
            return {
              ...verdict,
              all: facts.findings.map(({ id }) => id),
              cleared: new Set(cleared.map(({ id }) => id)),
            };
          };
          for (const { environment, now, proposed: next, rules, findings } of simulated) {
            const before = ask(active, environment, held);
            const after = ask(proposed, environment, other ?? held);
            expect([now, next]).toEqual([before.outcome, after.outcome]);
            expect(rules.length > 0).toBe(now !== next);
            const decisive = (one: string | undefined, of: string | null): boolean => one !== 'pass' && one === of;
            const outcomesOf = ({ reasons }: typeof before) => new Map(reasons.map((one) => [one.rule, one.outcome]));
            const [befores, afters] = [outcomesOf(before), outcomesOf(after)];
            const differing = [...new Set([...befores.keys(), ...afters.keys()])].filter((rule) => {
              const [one, two] = [befores.get(rule), afters.get(rule)];
              return now !== next && one !== two && (decisive(one, now) || decisive(two, next));
            });
            expect(rules.map(({ rule }) => rule).sort()).toEqual(differing.sort());
            for (const { rule, now: one, proposed: other } of rules) {
              expect(before.reasons.find((reason) => reason.rule === rule)?.outcome ?? null).toBe(one);
              expect(after.reasons.find((reason) => reason.rule === rule)?.outcome ?? null).toBe(other);
            }
            if (otherPolicy !== null) continue;
            const changed = findings.map(({ finding, now: one }) => `${finding.id} ${one === null}`);
            const expected = [...before.all].flatMap((id) => {
              const [one, two] = [before.cleared.has(id), after.cleared.has(id)];
              return one === two ? [] : [`${id} ${two}`];
            });
            expect(changed.sort()).toEqual(expected.sort());
            changes += changed.length;
          }
        },
      ),
      { numRuns: isFullRun ? 600 : 180 },
    );
    expect(changes).toBeGreaterThan(0);
    expect(byGroups).toBeGreaterThan(5);
  });

  it('judges once what no other limit changes, and gives what each policy decides', () => {
    let changes = 0;
    fc.assert(
      fc.property(scans, policy, fc.constantFrom(1, 3, 1000), instant, vex, ({ records }, active, by, iso, vex) => {
        const proposed = raised(active, by);
        const { simulated } = simulate(records, active, proposed, Date.parse(iso), [], undefined, vex);
        for (const { environment, now, proposed: next } of simulated) {
          const outcomes = [active, proposed].map((of) => {
            const { settings } = of.environments.find(({ name }) => name === environment) ?? { settings: {} };
            const facts = factsFrom(records, {}, { tools: evidenceRulesOf(settings).tools });
            return evaluate({ facts, policy: of, waivers: [], vex, environment, at: iso }).outcome;
          });
          expect([now, next]).toEqual(outcomes);
          if (now !== next) changes += 1;
        }
      }),
      { numRuns: 600 },
    );
    expect(changes).toBeGreaterThan(0);
  });

  it('says of an artifact the same, whichever it was asked of before', () => {
    let failed = 0;
    fc.assert(
      fc.property(
        fc.array(randomScans, { minLength: 2, maxLength: 5 }),
        policy,
        policy,
        instant,
        (fleet, one, other, iso) => {
          const at = Date.parse(iso);
          const decide = (simulation: Simulation, records: readonly ScanRecord[]) =>
            simulation.decide(({ tools }) => factsFrom(records, {}, { tools }));
          const after = new Simulation(one, other, at);
          for (const records of fleet) {
            const outcomes = decide(after, records);
            expect(outcomes).toEqual(decide(new Simulation(one, other, at), records));
            failed += outcomes.filter(({ now }) => now === 'fail').length;
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(failed).toBeGreaterThan(5);
  });

  it('finds by its key every component of a finding that a waiver for components clears', () => {
    const at = Date.parse('2026-11-20');
    let found = 0;
    fc.assert(
      fc.property(randomScans, waiver, (records, one) => {
        const { scope } = one;
        const { component } = scope;
        if (component === undefined) return;
        const facts = factsFrom(records);
        const lasting = { ...one, scope, validFrom: null, expiresAt: '2027-01-01T00:00:00.000Z' };
        const { clearanceOf } = waiversInForce([lasting], { facts, settings: {}, environment: 'prod', at });
        for (const finding of facts.findings) {
          if (clearanceOf(finding) === null) continue;
          const { key = '' } = finding.component ?? {};
          expect([key.startsWith(beginningOf(component)), coversKey(scope, key)]).toEqual([true, true]);
          found += 1;
        }
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(20);
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

  it.each<[says: string, products: VexProduct[], outcome: string]>([
    ['the package', [{ identities: [identityOf('pkg:npm/a')] }], 'pass'],
    ['another package', [{ identities: [identityOf('pkg:npm/b')] }], 'fail'],
    ['the image', [{ identities: [identityOf(`sha256:${'d'.repeat(64)}`)] }], 'pass'],
    ['the image, beside another package', [{ identities: ['pkg:npm/b', 'ghcr.io/acme/api'].map(identityOf) }], 'pass'],
    [
      'the package in the image',
      [{ identities: [identityOf('ghcr.io/acme/api')], parts: [[identityOf('pkg:npm/a')]] }],
      'pass',
    ],
    [
      'another package in the image',
      [{ identities: [identityOf('ghcr.io/acme/api')], parts: [[identityOf('pkg:npm/b')]] }],
      'fail',
    ],
    ['a link to the package', [{ identities: [identityOf('urn:cdx:1234/1#pkg:npm/a')] }], 'pass'],
  ])('asks of a statement whatever it may be about: %s', (_, products, outcome) => {
    const honouring = parsePolicy(`version: 1
environments: {dev: {vulnerabilities: {critical: 0}, evidence: {require: [vulnerabilities], vexFrom: ['author:Acme']}}}`);
    const statement: VexStatement = {
      pointer: '/statements/0',
      vulnerability: ['CVE-2026-1000'],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      impact: null,
      action: null,
      saidAt: '2026-11-01T00:00:00.000Z',
      products,
    };
    const document: VexDocument = {
      document: 'sha256:1',
      sender: null,
      content: {
        format: 'openvex',
        id: null,
        author: 'Acme',
        issuedAt: null,
        statements: [statement],
        remarks: [],
        bom: null,
        attestation: null,
      },
    };
    const scans = [aScanRecord({ claims: MANY.slice(0, 1) })];
    const at = Date.parse('2026-11-20');
    const { simulated, isByNames } = simulate(scans, honouring, honouring, at, [], [], [document]);
    expect([isByNames, simulated[0]?.now]).toEqual([false, outcome]);
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
