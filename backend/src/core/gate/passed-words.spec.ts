import { passedWords } from './passed-words.js';

describe('passedWords', () => {
  it.each([
    [['checked'], '1 rule passed'],
    [['checked', 'checked', 'failed'], '2 rules passed'],
    [['checked', 'accepted'], '1 rule passed, 1 could not be checked (accepted)'],
    [['accepted', 'accepted'], '0 rules passed, 2 could not be checked (accepted)'],
    [['stored by a version that did not know'], '1 rule passed'],
  ])('of %j says %s', (rules, words) => {
    const reasons = rules.map((rule) => ({
      outcome: rule === 'failed' ? ('fail' as const) : ('pass' as const),
      isChecked: rule.startsWith('stored') ? undefined : rule === 'checked',
    }));
    expect(passedWords(reasons)).toBe(words);
  });
});
