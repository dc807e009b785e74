import { anAnswer, aReason } from '../../../test/factories/answer.js';
import type { Reason } from '../../core/gate/verdict.js';
import { headline, headlineWithReason } from './headline.js';

const FAILED = aReason({ message: '2 secrets, limit 0.' });
const UNKNOWN = aReason({ outcome: 'unknown', message: 'No scan covers secrets.' });
const PASSED = aReason({ outcome: 'pass', remedy: null });

function verdictOf(...reasons: readonly Reason[]) {
  const [verdict] = anAnswer([], [...reasons]).verdicts;
  if (verdict === undefined) throw new Error('an answer without a verdict');
  return verdict;
}

describe('headline', () => {
  it.each([
    [[PASSED, PASSED], 'Can ship to prod: 2 rules passed'],
    [[FAILED, PASSED], 'Cannot ship to prod: 1 rule failed'],
    [[FAILED, FAILED, UNKNOWN], 'Cannot ship to prod: 2 rules failed, 1 could not be checked'],
    [[UNKNOWN, PASSED], 'Unknown for prod: 1 rule could not be checked'],
  ])('counts the rules that decide: %#', (reasons, words) => {
    expect(headline(verdictOf(...reasons))).toBe(words);
  });
});

describe('headlineWithReason', () => {
  it('names the first reason of a verdict that is not a pass', () => {
    expect(headlineWithReason(verdictOf(FAILED, UNKNOWN))).toBe(
      'Cannot ship to prod: 1 rule failed, 1 could not be checked. 2 secrets, limit 0.',
    );
    expect(headlineWithReason(verdictOf(PASSED))).toBe('Can ship to prod: 1 rule passed');
  });
});
