import * as fc from 'fast-check';
import { aFlipSide, aVexDocument, FIRST_BUILD, SECOND_BUILD } from '../../../test/factories/flip-side.js';
import { aClaim, aScanRecord, aWaiver } from '../../../test/factories/scan-record.js';
import type { ScanRecord } from '../gate/scan-record.js';
import type { Waiver } from '../model/waiver.js';
import type { Claim } from '../reports/scan.js';
import type { VexDocument } from '../vex/vex-word.js';
import { flip } from './flip.js';
import type { FlipSides } from './flip-side.js';
import { type Input, INPUTS } from './input.js';

const BEFORE = '2026-11-21T00:00:00.000Z';
const AFTER = '2026-11-29T00:00:00.000Z';
const BETWEEN = '2026-11-25T00:00:00.000Z';
const RUNNING_BEFORE = `sha256:${'8'.repeat(64)}`;
const RUNNING_LATER = `sha256:${'9'.repeat(64)}`;
const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** What the gate asks for that a finding breaks, once nothing stands in the way any more. */
type Rule = 'critical' | 'knownExploited' | 'likelyExploited' | 'introduced';

const PATHS: Readonly<Record<Rule, string>> = {
  critical: 'vulnerabilities.critical',
  knownExploited: 'vulnerabilities.knownExploited',
  likelyExploited: 'vulnerabilities.likelyExploited',
  introduced: 'introduced.unknown',
};

const ASKS: Readonly<Record<Exclude<Rule, 'introduced'>, string>> = {
  critical: 'critical: 0',
  knownExploited: 'knownExploited: 0',
  likelyExploited: 'likelyExploited: {epss: 0.5, allowed: 0}',
};

/** What can stand in the way of a finding before, and be gone after: alone or together. */
const BARRIERS: Readonly<Record<Rule, readonly Input[]>> = {
  critical: ['image', 'advisory', 'scan', 'vex', 'waiver', 'time'],
  knownExploited: ['known-exploited', 'vex', 'waiver', 'time'],
  likelyExploited: ['epss', 'vex', 'waiver', 'time'],
  introduced: ['image', 'deployment', 'vex', 'waiver', 'time'],
};

interface Gadget {
  readonly rule: Rule;
  readonly barriers: readonly Input[];
  /** The advisory was known, and milder; the scan is the same tool's, with another database. Where nothing else hides the finding. */
  readonly isMilder: boolean;
}

/** Whether both sides have the finding, or can have it by the same tool. */
function isAlone({ barriers }: Gadget, input: Input): boolean {
  return barriers.every((other) => other === input || !['image', 'advisory', 'scan'].includes(other));
}

const gadget: fc.Arbitrary<Gadget> = fc
  .constantFrom<Rule>(
    'critical',
    'critical',
    'critical',
    'knownExploited',
    'likelyExploited',
    'introduced',
    'introduced',
  )
  .chain((rule) =>
    fc.record({
      rule: fc.constant(rule),
      barriers: fc.subarray([...BARRIERS[rule]], { minLength: 1, maxLength: 3 }),
      isMilder: fc.boolean(),
    }),
  );

/** What differs, and makes no difference. */
const NOISE = ['component', 'version', 'probability', 'low', 'waiver', 'vex', 'policy', 'time'] as const;

type Noise = (typeof NOISE)[number];

interface Pair {
  readonly gadgets: readonly Gadget[];
  /** Rules that only the later policy has. */
  readonly newRules: readonly Rule[];
  readonly noise: readonly Noise[];
}

const pair: fc.Arbitrary<Pair> = fc.record({
  gadgets: fc.array(gadget, { minLength: 1, maxLength: 3 }),
  newRules: fc.subarray<Rule>(['critical', 'knownExploited', 'likelyExploited', 'introduced'], { maxLength: 1 }),
  noise: fc.subarray([...NOISE]),
});

const SEVERITIES: Readonly<Partial<Record<Rule, 'critical' | 'unknown'>>> = {
  critical: 'critical',
  introduced: 'unknown',
};

/** What the later side says of one finding, and what the earlier one does. */
class Made {
  readonly claims = { before: [] as Claim[], after: [] as Claim[] };
  readonly byGrype = { after: [] as Claim[] };
  readonly keys = { before: ['pkg:apk/alpine/base@1.0-r0'], after: ['pkg:apk/alpine/base@1.0-r0'] };
  /** What runs before, and has no more after. */
  readonly running = { keys: [] as string[], claims: [] as Claim[] };
  readonly waivers = { before: [] as Waiver[], after: [] as Waiver[] };
  readonly vex = { before: [] as VexDocument[], after: [] as VexDocument[] };

  add(gadget: Gadget, place: number): void {
    const { rule, barriers, isMilder } = gadget;
    const key = `pkg:apk/alpine/lib${place}@1.0-r0`;
    const id = `CVE-2026-100${place}`;
    const has = (input: Input) => barriers.includes(input);
    const isRated = has('advisory') && isMilder && isAlone(gadget, 'advisory');
    const isOfTool = has('scan') && isMilder && isAlone(gadget, 'scan');
    const said = {
      componentKey: key,
      reportedId: id,
      ids: [id],
      severity: SEVERITIES[rule] ?? ('low' as const),
      publishedAt: has('advisory') && !isRated ? BETWEEN : LONG_AGO,
      epss: rule === 'likelyExploited' ? 0.9 : 0.1,
      isKnownExploited: rule === 'knownExploited',
    };
    this.keys.after.push(key);
    if (!has('image')) this.keys.before.push(key);
    const after = aClaim(said);
    (has('scan') && !isOfTool ? this.byGrype.after : this.claims.after).push(after);
    if (has('known-exploited')) this.claims.before.push({ ...after, isKnownExploited: false });
    else if (isRated) this.claims.before.push({ ...after, severity: 'low' });
    else if (has('epss')) this.claims.before.push({ ...after, epss: 0.2 });
    else if (!has('image') && !has('advisory') && !has('scan')) this.claims.before.push(after);
    if (has('deployment')) {
      this.running.keys.push(key);
      this.running.claims.push(after);
    }
    if (has('waiver')) this.waivers.before.push(aWaiver({ id: `W-revoked-${place}`, scope: { advisory: id } }));
    if (has('vex')) this.vex.before.push(aVexDocument(`sha256:${place}`, id, key));
    if (has('time')) {
      const over = aWaiver({ id: `W-over-${place}`, scope: { advisory: id }, expiresAt: BETWEEN });
      for (const list of [this.waivers.before, this.waivers.after]) list.push(over);
    }
  }

  addNoise(noise: ReadonlySet<Noise>): void {
    const base = (given: Partial<Claim>) =>
      aClaim({
        componentKey: 'pkg:apk/alpine/base@1.0-r0',
        reportedId: 'CVE-2026-9999',
        ids: ['CVE-2026-9999'],
        severity: 'low',
        epss: 0.1,
        ...given,
      });
    this.claims.before.push(base({}));
    this.claims.after.push(base({ epss: noise.has('probability') ? 0.3 : 0.1 }));
    if (noise.has('low')) this.claims.after.push(base({ reportedId: 'CVE-2026-9998', ids: ['CVE-2026-9998'] }));
    if (noise.has('component')) this.keys.after.push('pkg:npm/harmless@1.0.0');
    if (noise.has('waiver')) this.waivers.after.push(aWaiver({ id: 'W-idle', scope: { advisory: 'CVE-2026-9999' } }));
    if (noise.has('vex')) {
      this.vex.before.push(aVexDocument('sha256:idle', 'CVE-2026-9999', 'pkg:apk/alpine/base@1.0-r0'));
    }
  }
}

function sidesOf({ gadgets, newRules, noise }: Pair): FlipSides {
  const made = new Made();
  for (const [place, one] of gadgets.entries()) made.add(one, place);
  const noises = new Set(noise);
  made.addNoise(noises);
  const asked = (rules: readonly Rule[], more: string) => {
    const limits = rules.flatMap((rule) => (rule === 'introduced' ? [] : [ASKS[rule]]));
    const introduced = rules.includes('introduced') ? 'introduced: {unknown: 0}, ' : '';
    return `vulnerabilities: {${limits.join(', ')}}, ${introduced}evidence: {vexFrom: ['author:Acme']${more}}`;
  };
  const rules = Object.keys(PATHS) as Rule[];
  const scan = (claims: readonly Claim[], day: string, given: Partial<ScanRecord> = {}) =>
    aScanRecord({ claims, scannedAt: `${day}T12:00:00.000Z`, receivedAt: `${day}T12:00:00.000Z`, ...given });
  const isOtherBuild = gadgets.some(({ barriers }) => barriers.includes('image')) || noises.has('component');
  const isLater = gadgets.some(({ barriers }) => barriers.includes('time')) || noises.has('time');
  const tool = { name: 'trivy', version: noises.has('version') ? '0.76.0' : '0.75.0' };
  const hasGrype = made.byGrype.after.length > 0;
  const grype = scan(made.byGrype.after, '2026-11-28', {
    report: `sha256:${'c'.repeat(64)}`,
    format: 'grype',
    tool: { name: 'grype', version: '0.100.0' },
  });
  const runs = (keys: readonly string[], claims: readonly Claim[]) => {
    const { seen } = aFlipSide({
      scans: [scan(claims, '2026-11-19')],
      keys: ['pkg:apk/alpine/base@1.0-r0', ...keys],
      digest: keys.length === 0 ? RUNNING_LATER : RUNNING_BEFORE,
    });
    return { before: seen.before, after: seen.before };
  };
  return {
    before: aFlipSide({
      running: runs(made.running.keys, made.running.claims),
      environment: asked(
        rules.filter((rule) => !newRules.includes(rule)),
        '',
      ),
      scans: [scan(made.claims.before, '2026-11-20')],
      keys: made.keys.before,
      waivers: made.waivers.before,
      vex: made.vex.before,
      at: BEFORE,
    }),
    after: aFlipSide({
      running: runs([], []),
      environment: asked(rules, noises.has('policy') ? ', scanAge: 90d' : ''),
      scans: [
        scan(made.claims.after, '2026-11-28', { report: `sha256:${'b'.repeat(64)}`, tool }),
        ...(hasGrype ? [grype] : []),
      ],
      keys: made.keys.after,
      digest: isOtherBuild ? SECOND_BUILD : FIRST_BUILD,
      waivers: made.waivers.after,
      vex: made.vex.after,
      at: isLater ? AFTER : BEFORE,
    }),
  };
}

/** For each rule: of the findings those in whose way nothing stands but what stands in that of another one, too. */
function causesOf({ gadgets, newRules }: Pair, rule: Rule): Input[] {
  const own = newRules.includes(rule) ? (['policy'] as const) : [];
  const sets = gadgets.filter((one) => one.rule === rule).map(({ barriers }) => new Set<Input>([...barriers, ...own]));
  const smallest = sets.filter(
    (set) => !sets.some((other) => other.size < set.size && [...other].every((input) => set.has(input))),
  );
  return INPUTS.filter((input) => smallest.some((set) => set.has(input)));
}

describe('flip, on pairs that differ by known causes', () => {
  it('names exactly these, and no other that differs', () => {
    const named = new Set<Input>();
    fc.assert(
      fc.property(pair, (given) => {
        const sides = sidesOf(given);
        const found = flip(sides, 'prod');
        expect([found.before, found.after]).toEqual(['pass', 'fail']);
        const rules = [...new Set(given.gadgets.map(({ rule }) => rule))];
        for (const rule of rules) {
          const of = found.rules.find((each) => each.rule === PATHS[rule]);
          const inputs = (of?.causes ?? []).map(({ input }) => input);
          expect(inputs).toEqual(causesOf(given, rule));
          for (const input of inputs) named.add(input);
        }
        expect(found.rules).toHaveLength(rules.length);
        const all = rules.flatMap((rule) => causesOf(given, rule));
        expect(new Set(found.causes.map(({ input }) => input))).toEqual(new Set(all));
      }),
      { numRuns: 200 },
    );
    expect([...named].sort()).toEqual(INPUTS.filter((input) => input !== 'not-known').toSorted());
  });

  it('names the same where one goes back: what is exchanged first makes no difference', () => {
    // A scan that does not report it any more does not show that its publication was taken back.
    const goesBack = pair.filter(({ gadgets }) =>
      gadgets.every((one) => !one.barriers.includes('advisory') || (one.isMilder && isAlone(one, 'advisory'))),
    );
    fc.assert(
      fc.property(goesBack, (given) => {
        const { before, after } = sidesOf(given);
        const inputsOf = (sides: FlipSides) =>
          flip(sides, 'prod').rules.map(({ rule, causes }) => [rule, causes.map(({ input }) => input)]);
        expect(inputsOf({ before: after, after: before }).sort()).toEqual(inputsOf({ before, after }).sort());
      }),
      { numRuns: 100 },
    );
  });
});
