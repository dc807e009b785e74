import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { factsFrom } from '../../../test/factories/scan-record.js';
import { policySchema } from '../policy/policy-schema.js';
import { evidenceRulesOf } from './counting-evidence.js';
import { evaluationContext } from './evaluation-context.js';
import { asksForNothing, RULES, rulesOf, sentencesOf, SETTINGS } from './rule-book.js';
import type { Rule } from './rule.js';
import type { Settings } from './settings.js';

interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
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
const isLeave = ({ evidence = {}, vulnerabilities: { unrated } = {} }: Settings) =>
  [evidence.failedRuns, evidence.mismatch, evidence.shrunk].includes('accept') ||
  (unrated !== undefined && unrated !== 'unknown');

const CASES = sections.flatMap(([section, node]) =>
  Object.entries(resolve(node).properties ?? {}).flatMap(([key, rule]) =>
    valuesOf(resolve(rule)).map((value) => [section, key, value] as const),
  ),
);

/** Whether an environment asks for anything is what its rules say; those that are listed must agree. */
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

const RULE_FILES = readdirSync(fileURLToPath(new URL('rules', import.meta.url)));

describe('sentencesOf', () => {
  it('says after the rules what an environment asks of waivers', () => {
    const sentences = (waivers: NonNullable<Settings['waivers']>) =>
      sentencesOf({ secrets: { critical: 0 }, waivers }).map(({ path, sentence }) => [path, sentence]);
    const [secrets, ...others] = sentences({
      longest: { critical: '14d', high: '30d', unknown: '1w' },
      approvers: { critical: 2, high: 1 },
      statuses: ['accepted', 'not_affected'],
    });
    expect(secrets?.[0]).toBe('secrets.critical');
    expect(others.filter(([path]) => path?.startsWith('waivers.'))).toEqual([
      [
        'waivers.longest',
        'A waiver covers critical findings for at most 14 days, high findings for at most 30 days and findings without a rating for at most 1 week.',
      ],
      ['waivers.approvers', 'A waiver needs 2 approvers for critical findings and 1 approver for high findings.'],
      ['waivers.statuses', 'Only waivers of these statuses cover findings: accepted, not_affected.'],
    ]);
    expect(sentences({ longest: '90d', approvers: 1, statuses: [] }).slice(-3)).toEqual([
      ['waivers.longest', 'A waiver covers findings for at most 90 days.'],
      ['waivers.approvers', 'A waiver needs 1 approver.'],
      ['waivers.statuses', 'No waiver covers a finding.'],
    ]);
  });
});

describe('RULES', () => {
  it.each(RULE_FILES)('has every rule of rules/%s', async (file) => {
    const exported = Object.values(
      (await import(`./rules/${file.replace(/\.ts$/, '.js')}`)) as object,
    ).flat() as Rule[];
    expect(exported.length).toBeGreaterThan(0);
    for (const rule of exported) expect(RULES).toContain(rule);
  });

  it('has each path once, also among the settings that shape rules', () => {
    const paths = SETTINGS.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it.each((RULES as readonly Rule[]).map((rule) => [rule.path, rule] as const))(
    '%s has a schema, a sentence and a judge',
    (path, rule) => {
      const [section = '', key = ''] = path.split('.');
      const node = DEFINITIONS[section]?.properties?.[key];
      // Of a rule that the policy cannot name nobody can ask for less.
      const isInPolicy = path !== 'evidence.recalled';
      expect([rule.schema !== null, node?.description?.endsWith('.') ?? false]).toEqual([isInPolicy, isInPolicy]);
      const values = node === undefined ? ['unknown'] : valuesOf(resolve(node));
      const asking = values.filter((value) => rule.asks(value as never));
      expect(asking.length).toBeGreaterThan(0);
      for (const value of asking) {
        const settings = { [section]: { [key]: value } } as Settings;
        const asked = rulesOf(settings).find((each) => each.path === path);
        expect(asked?.sentence).toMatch(/^[A-Z].+\.$/s);
        const context = evaluationContext({
          facts: factsFrom([], {}, evidenceRulesOf(settings)),
          settings,
          waivers: [],
          environment: 'prod',
          at: Date.parse('2026-11-30T00:00:00Z'),
        });
        // Of nothing that was scanned no rule may say that it was looked for and not found.
        const isFoundClean = asked?.judge(context)?.isChecked === true && asked.judge(context)?.outcome === 'pass';
        expect(isFoundClean && !path.startsWith('evidence')).toBe(false);
      }
    },
  );
});
