import { asksForNothing } from '../policy/asks-for-nothing.js';
import type { Settings } from '../policy/policy.js';
import { policySchema } from '../policy/policy-schema.js';
import { rulesOf } from './rule-book.js';

interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
}

const DEFINITIONS = policySchema.definitions as Readonly<Record<string, Node>>;

function resolve(node: Node): Node {
  const named = node.$ref === undefined ? {} : DEFINITIONS[node.$ref.replace('#/definitions/', '')];
  return { ...named, ...node };
}

/** A value of each kind that the schema knows for a rule, `any` aside: the parser takes it out. */
function valuesOf(node: Node): readonly unknown[] {
  if (node.enum !== undefined) return node.enum;
  if (node.type === 'boolean') return [true, false];
  return (node.examples ?? []).filter((example) => example !== 'any');
}

const sections = Object.entries(DEFINITIONS['environment']?.properties ?? {}).filter(([name]) => name !== 'extends');

/** Listed so that the policy page says what is accepted; it asks for nothing. */
const isLeave = ({ evidence = {} }: Settings) =>
  [evidence.failedRuns, evidence.mismatch, evidence.shrunk].includes('accept');

const CASES = sections.flatMap(([section, node]) =>
  Object.entries(resolve(node).properties ?? {}).flatMap(([key, rule]) =>
    valuesOf(resolve(rule)).map((value) => [section, key, value] as const),
  ),
);

/** Whether an environment asks for anything is said where policies are read; the rule book must agree. */
describe('rulesOf, and asksForNothing', () => {
  it('is tried with every rule of the schema', () => {
    const keys = sections.flatMap(([section, node]) =>
      Object.keys(resolve(node).properties ?? {}).map((key) => `${section}.${key}`),
    );
    expect(keys.length).toBeGreaterThan(30);
    expect([...new Set(CASES.map(([section, key]) => `${section}.${key}`))]).toEqual(keys);
  });

  it.each(CASES)('agrees with the rule book on %s.%s: %j alone', (section, key, value) => {
    const settings = { [section]: { [key]: value } } as Settings;
    const isRule = rulesOf(settings).some(({ path }) => path === `${section}.${key}`);
    expect(asksForNothing(settings)).toBe(!isRule || isLeave(settings));
  });

  it.each(['vulnerabilities', 'secrets', 'misconfigurations', 'licences', 'image', 'evidence', 'provenance'])(
    'takes a rule of %s that it has never heard of for one that asks',
    (section) => {
      expect(asksForNothing({ [section]: { builtBy: 'acme' } } as Settings)).toBe(false);
    },
  );

  it('agrees of nothing, and of empty sections and lists', () => {
    for (const settings of [{}, { image: {} }, { licences: { deny: [], allow: [] } }]) {
      expect(asksForNothing(settings)).toBe(true);
    }
  });
});
