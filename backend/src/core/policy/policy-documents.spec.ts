import { readFileSync } from 'node:fs';
import { RULES, rulesOf } from '../gate/rule-book.js';
import { parsePolicy } from './parse-policy.js';
import { parseWaivers } from './parse-waivers.js';
import { policySchema } from './policy-schema.js';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

const manual = read('docs/policy.md');
const examples = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);
const written = {
  waivers: examples.filter((example) => example.includes('waivers:\n  - ')),
  policies: examples.filter((example) => example.includes('environments:\n')),
  rules: examples.filter((example) => !/^version:/m.test(example)),
};

const chapterOf = (section: string) =>
  manual.split(/^## /m).find((chapter) => chapter.startsWith(`\`${section}\``)) ?? '';

const keys = Object.entries(policySchema.definitions).flatMap(([section, definition]) =>
  'properties' in definition && section !== 'environment'
    ? Object.keys(definition.properties).map((key) => [section, key] as const)
    : [],
);

/** Sections that hold the limits that vulnerabilities have too, and nothing else. */
const LIMITS_ALONE = new Set(['secrets', 'misconfigurations']);

describe('docs/policy.md', () => {
  it.each(keys)('explains %s.%s in its chapter', (section, key) => {
    expect(chapterOf(section)).toContain(`\`${key}\``);
  });

  it.each(keys.filter(([section]) => !LIMITS_ALONE.has(section)))('shows %s.%s in an example', (section, key) => {
    const shown = [...written.rules, ...written.policies].flatMap((example) => chapterExamples(example, section));
    expect(shown.join('')).toMatch(new RegExp(`^\\s+${key}:`, 'm'));
  });

  it('gives only examples that hold', () => {
    expect(written.rules.length).toBeGreaterThan(6);
    for (const example of written.rules) {
      const indented = example.replaceAll(/^(?=.)/gm, '    ');
      expect(() => parsePolicy(`version: 1\nenvironments:\n  prod:\n${indented}`)).not.toThrow();
    }
    expect(written.policies.map((example) => parsePolicy(example).environments.length)).toEqual([2, 1, 1]);
    expect(written.waivers.map((example) => parseWaivers(example).length)).toEqual([1]);
  });
});

/** The part of an example that begins with the section's name. */
function chapterExamples(example: string, section: string): string[] {
  const [, part] = new RegExp(`^${section}:\\n((?:[ ].*\\n)+)`, 'm').exec(example) ?? [];
  return part === undefined ? [] : [part];
}

describe('docs/fix-a-failed-gate.md', () => {
  const rows = read('docs/fix-a-failed-gate.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .join('\n');

  it.each(RULES.map(({ path }) => path))('says what to do about %s', (path) => {
    const [section = '', key = ''] = path.split('.');
    const names = [`\`${path}\``, `\`${section}.…\``, `, \`.${key}\``];
    expect(names.filter((name) => rows.includes(name))).not.toEqual([]);
  });
});

describe('security-config.yml', () => {
  const { environments, warnings } = parsePolicy(read('security-config.yml'));

  it('grows stricter from dev to prod', () => {
    expect(environments.map(({ name }) => name)).toEqual(['dev', 'stage', 'prod']);
    expect(warnings).toEqual([]);
  });

  it('says each of its rules in a sentence', () => {
    const sentences = environments.flatMap(({ settings }) => rulesOf(settings).map(({ sentence }) => sentence));
    expect(sentences).toContainEqual(
      'No critical vulnerabilities with a fix available (grace period: 2 days after publication).',
    );
    expect(sentences.every((sentence) => /^[A-Z].*\.$/.test(sentence))).toBe(true);
  });
});
