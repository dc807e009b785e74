import type { Reason } from './verdict.js';
import { counted } from './words.js';

type Judged = Pick<Reason, 'outcome'> & { readonly isChecked?: boolean | undefined };

/** A pass that means only that the policy accepts that nothing was checked. */
export function isAcceptedUnchecked({ outcome, isChecked }: Judged): boolean {
  return outcome === 'pass' && isChecked === false;
}

/** `12 rules passed`, or `10 rules passed, 2 could not be checked (accepted)`. */
export function passedWords(reasons: readonly Judged[]): string {
  const passed = reasons.filter(({ outcome }) => outcome === 'pass').length;
  const unchecked = reasons.filter(isAcceptedUnchecked).length;
  const words = `${counted(passed - unchecked, 'rule', 'rules')} passed`;
  return unchecked === 0 ? words : `${words}, ${unchecked} could not be checked (accepted)`;
}
