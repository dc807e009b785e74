import { parsePolicy } from '../policy/parse-policy.js';
import { rulesOf } from './rule-book.js';
import { sameRules } from './same-rules.js';

function asked(rules: string) {
  const [prod] = parsePolicy(`version: 1\nenvironments: {prod: {${rules}}}`).environments;
  if (prod === undefined) throw new Error('a policy without its environment');
  return { settings: prod.settings, rules: rulesOf(prod.settings) };
}

const LIMITS = 'critical: 0, high: 2, onlyFixable: true, unrated: high';
const PRESENT = asked(`vulnerabilities: {${LIMITS}}, secrets: {total: 0}`);

function sharedWith(rules: string): string[] {
  const other = asked(rules);
  return Array.from(sameRules(other, PRESENT), ([place, there]) => {
    expect(other.rules[place]?.path).toBe(PRESENT.rules[there]?.path);
    return other.rules[place]?.path ?? '';
  });
}

describe('rules that two policies have in common', () => {
  it('are all but the limits that are others, where only numbers of limits differ', () => {
    const all = PRESENT.rules.map(({ path }) => path);
    const shared = sharedWith(`vulnerabilities: {${LIMITS.replace('high: 2', 'high: 7')}}, secrets: {total: 0}`);
    expect(shared).toEqual(all.filter((path) => path !== 'vulnerabilities.high'));
    expect(shared.length).toBeGreaterThan(2);
  });

  it.each([
    ['a fix no longer matters', LIMITS.replace('true', 'false')],
    ['there is grace', `${LIMITS}, grace: {critical: 7d}`],
    ['those without a rating count otherwise', LIMITS.replace('unrated: high', 'unrated: critical')],
    ['another limit is named', `${LIMITS}, total: 9`],
    ['exploitation counts', `${LIMITS}, knownExploited: 0`],
  ])('are none where %s', (_, vulnerabilities) => {
    expect(sharedWith(`vulnerabilities: {${vulnerabilities}}, secrets: {total: 0}`)).toEqual([]);
  });

  it('are none where evidence counts otherwise', () => {
    expect(sharedWith(`vulnerabilities: {${LIMITS}}, secrets: {total: 0}, evidence: {vex: honour}`)).toEqual([]);
  });
});
