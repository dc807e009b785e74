import { OUTCOMES, type Outcome } from '../../core/gate/verdict.js';
import { ExitCode } from '../exit-code.js';

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  pass: ExitCode.pass,
  unknown: ExitCode.unknown,
  fail: ExitCode.fail,
};

/** Of the worst outcome. At least one is given. */
export function exitCodeOfOutcomes(outcomes: readonly Outcome[]): ExitCode {
  return EXIT_CODES[outcomes.reduce((a, b) => (OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b))];
}
