import type { Outcome, Verdict } from '../../src/core/gate/verdict.js';
import type { ExpectedFinding, KnownAnswer } from '../fixtures/known-answers/answers.js';

/** What the command line or the API made of a known answer's reports. */
export interface GivenAnswer {
  readonly findings: readonly Required<ExpectedFinding>[];
  readonly findingCount: number;
  readonly outcome: Outcome;
  /** The reasons that are no pass. */
  readonly said: string;
  /** Of the current scans, sorted. */
  readonly platforms: readonly (string | null)[];
  readonly isWarned: boolean;
  readonly componentCount: number;
  /** Everything that was answered. */
  readonly text: string;
}

/** The parts of the right answer that are known, for `toMatchObject`. */
export function expectedOf(answer: KnownAnswer): object {
  const { findings, prod, says, never, platforms, isWarned, components } = answer;
  return {
    ...(findings !== undefined && {
      findingCount: findings.length,
      findings: expect.arrayContaining(findings.map((finding) => expect.objectContaining(finding))),
    }),
    ...(prod !== undefined && { outcome: expect.stringMatching(new RegExp(`^(?:${prod.join('|')})$`)) }),
    ...(says !== undefined && { said: expect.stringMatching(says) }),
    ...(platforms !== undefined && { platforms }),
    ...(isWarned !== undefined && { isWarned }),
    ...(components !== undefined && { componentCount: components }),
    ...(never !== undefined && { text: expect.not.stringContaining(never) }),
  };
}

export function saidIn({ reasons }: Verdict): string {
  return reasons
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ message }) => message)
    .join('\n');
}
