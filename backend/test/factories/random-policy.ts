import * as fc from 'fast-check';
import { durationOf } from '../../src/core/model/duration.js';
import { parsePolicy } from '../../src/core/policy/parse-policy.js';
import { PolicyError } from '../../src/core/policy/policy-error.js';

const limit = fc.constantFrom(0, 0, 1, 2, 5, 'any' as const);

const durations = fc.constantFrom('1d', '7d', '30d', '365d');

const acceptOrUnknown = fc.constantFrom('accept' as const, 'unknown' as const);

const ignoreOrHonour = fc.constantFrom('ignore' as const, 'honour' as const);

/** Keys that are there or not, as people write them. */
const some = <Of extends object>(keys: { [Key in keyof Of]: fc.Arbitrary<Of[Key]> }): fc.Arbitrary<Partial<Of>> =>
  fc.record(keys, { requiredKeys: [] }) as fc.Arbitrary<Partial<Of>>;

const rank = (one: number | string): number => (one === 'any' ? Infinity : Number(one));

/** What is worse is never allowed more of: such a policy is refused. */
const limits = fc
  .tuple(fc.array(limit, { minLength: 4, maxLength: 4 }), some({ unknown: limit, total: limit }), fc.nat(4))
  .map(([four, others, named]) => {
    const rising = four.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const names = ['critical', 'high', 'medium', 'low'].slice(0, named);
    return { ...others, ...Object.fromEntries(names.map((name, place) => [name, rising[place]])) };
  });

const leniency = some({
  unrated: fc.constantFrom('any', 'allow', 'unknown', 'unknown', 'medium', 'critical'),
  onlyFixable: fc.boolean(),
  unknownFix: fc.constantFrom('count', 'unknown', 'ignore'),
  grace: some({ critical: durations, high: durations, unknown: durations }),
  knownExploited: limit,
  likelyExploited: fc.record({ epss: fc.constantFrom(0.1, 0.5, 0.97531), allowed: fc.nat(2) }),
});

const vulnerabilities = fc.tuple(limits, leniency).map(([counted, lenient]) => ({ ...counted, ...lenient }));

const licences = fc.oneof(
  some({ deny: fc.constantFrom(['GPL-*'], ['MIT']), unidentified: fc.constantFrom('accept', 'deny') }),
  some({ allow: fc.constantFrom(['MIT'], ['GPL-3.0-only']) }),
);

const evidence = some({
  require: fc.subarray(['vulnerabilities', 'secrets', 'misconfigurations', 'licences'], { minLength: 1 }),
  missingData: fc.oneof(
    acceptOrUnknown,
    some({
      exploitation: acceptOrUnknown,
      licences: acceptOrUnknown,
      image: acceptOrUnknown,
      endOfLife: acceptOrUnknown,
    }),
  ),
  vex: ignoreOrHonour,
  vexFrom: fc.constantFrom('none' as const, ['author:Acme'], ['author:*']),
  suppressions: ignoreOrHonour,
  builtInSuppressions: ignoreOrHonour,
  subject: fc.constantFrom('image', 'all'),
  mismatch: fc.constantFrom('refuse', 'accept'),
  failedRuns: acceptOrUnknown,
  from: fc.oneof(
    { weight: 4, arbitrary: fc.constant('any' as const) },
    { weight: 1, arbitrary: fc.constantFrom(['token:of a spec'], ['token:other']) },
  ),
  tools: fc.oneof(
    { weight: 2, arbitrary: fc.constant({ trivy: 'any' as const }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<object>(
        { trivy: { deny: ['0.69.4 - 0.69.6'] }, Grype: { least: '0.60.0', unstated: 'accept' } },
        { trivy: { least: '0.75.0' } },
        { grype: { deny: ['*'] } },
      ),
    },
  ),
  atLeast: fc.constantFrom(1, 2, 'any' as const),
  scanAge: durations,
  databaseAge: durations,
  undatedDatabase: acceptOrUnknown,
  shrunk: acceptOrUnknown,
  components: fc.nat(2),
  endOfLife: fc.constantFrom('accept', 'unknown', 'fail'),
  componentsWithoutPurl: fc.constantFrom('0%', '20%'),
  skippedEntries: limit,
});

/** One value, or the strictest for the worst. */
const bySeverity = <Value>(value: fc.Arbitrary<Value>, order: (a: Value, b: Value) => number) =>
  fc.oneof(
    value,
    fc
      .tuple(fc.array(value, { minLength: 4, maxLength: 4 }), some({ unknown: value }), fc.integer({ min: 1, max: 4 }))
      .map(([four, unrated, named]) => ({
        ...unrated,
        ...Object.fromEntries(
          ['critical', 'high', 'medium', 'low']
            .slice(0, named)
            .map((name, place) => [name, four.toSorted(order)[place]]),
        ),
      })),
  );

const waivers = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ statuses: [] }) },
  {
    weight: 9,
    arbitrary: some({
      longest: bySeverity(durations, (a, b) => durationOf(a) - durationOf(b)),
      approvers: bySeverity(fc.nat(2), (a, b) => b - a),
      statuses: fc.constantFrom(['accepted'], ['accepted', 'not_affected']),
    }),
  },
);

const environment = fc.record({
  vulnerabilities,
  secrets: limits,
  misconfigurations: limits,
  licences,
  image: some({ root: fc.constantFrom('allow', 'deny'), maxSize: fc.constantFrom('100MB', 'any') }),
  evidence,
  waivers,
});

/** Texts of policies that are any mixture of what rules there are; each has all of these environments. JSON, which is YAML as well. */
export function randomPolicies(environments: readonly string[]): fc.Arbitrary<string> {
  // One in ten holds together. Of mixtures of several, hardly any would.
  const whole = environment.filter((one) => isPolicy(textOf({ one })));
  return fc
    .tuple(...environments.map(() => whole))
    .map((all) => textOf(Object.fromEntries(all.map((one, place) => [environments[place], one]))))
    .filter(isPolicy);
}

function textOf(environments: object): string {
  return JSON.stringify({ version: 1, environments }, null, 1);
}

function isPolicy(source: string): boolean {
  try {
    parsePolicy(source);
    return true;
  } catch (error) {
    if (error instanceof PolicyError) return false;
    throw error;
  }
}
