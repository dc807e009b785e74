import { durationOf } from '../model/duration.js';
import { SEVERITIES, type Severity } from '../model/severity.js';
import { type Setting, valueOf, type WrittenSettings } from './setting.js';

/** Durations. */
export type Deadlines = { readonly [S in Severity]?: string };

const WORST_FIRST = SEVERITIES.toReversed();

/** By when vulnerabilities have to be gone, by severity. It asks for nothing by itself: `vulnerabilities.overdue` does. */
export const deadlines: Setting<'vulnerabilities.deadlines', Deadlines> & { readonly schema: object } = {
  path: 'vulnerabilities.deadlines',
  schema: {
    title: 'a mapping from severities to durations',
    description:
      'How long after it was first seen in the image a vulnerability may remain, by severity. After that it is overdue, which `overdue` limits. Those without a severity rating have the shortest of them, unless `unknown` is named.',
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: Object.fromEntries(
      WORST_FIRST.map((severity) => [
        severity,
        { $ref: '#/definitions/duration', description: `Deadline for ${severity} vulnerabilities.` },
      ]),
    ),
    examples: [{ critical: '7d', high: '30d' }],
  },
  asks: () => false,
};

/** In milliseconds, by severity; what has none has no deadline. */
export function deadlinesOf(settings: WrittenSettings): ReadonlyMap<Severity, number> {
  const written = valueOf(settings, deadlines) ?? {};
  const lengths = new Map<Severity, number>();
  for (const severity of SEVERITIES) {
    const length = written[severity];
    if (length !== undefined) lengths.set(severity, durationOf(length));
  }
  if (lengths.size > 0 && !lengths.has('unknown')) lengths.set('unknown', Math.min(...lengths.values()));
  return lengths;
}
