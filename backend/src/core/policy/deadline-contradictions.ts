import { deadlinesOf } from '../gate/deadlines.js';
import type { Settings } from '../gate/settings.js';
import { capitalised } from '../gate/words.js';
import type { Contradiction } from './contradiction.js';

const WORST_FIRST = ['critical', 'high', 'medium', 'low'] as const;

/** A limit on what is never overdue, and more time for the worse: `critical: 30d` beside `high: 14d`. */
export function deadlineContradictions(settings: Settings): Contradiction[] {
  const { deadlines, overdue } = settings.vulnerabilities ?? {};
  if (deadlines === undefined) {
    if (overdue === undefined) return [];
    return [{ paths: [['vulnerabilities', 'overdue']], message: 'Without `deadlines` nothing is ever overdue.' }];
  }
  const lengths = deadlinesOf(settings);
  return WORST_FIRST.flatMap((milder, index) => {
    const length = lengths.get(milder);
    if (length === undefined) return [];
    const worse = WORST_FIRST.slice(0, index).find((severity) => (lengths.get(severity) ?? Infinity) > length);
    if (worse === undefined) return [];
    const message =
      lengths.get(worse) === undefined
        ? `There is a deadline for ${milder} vulnerabilities but none for ${worse} ones, which are more severe.`
        : `${capitalised(worse)} vulnerabilities have more time than ${milder} ones, which are less severe.`;
    return [
      {
        paths: [
          ['vulnerabilities', 'deadlines', milder],
          ['vulnerabilities', 'deadlines', worse],
          ['vulnerabilities', 'deadlines'],
        ],
        message,
      },
    ];
  });
}
