import Link from 'next/link';
import { groupedNumber } from '@/lib/format/number';
import type { EnvironmentSum, Outcome } from '@/lib/api/types';
import { fleetHref, type FleetQuery } from '../fleet-query';
import { ShareBar } from './share-bar';

interface FleetSumProps {
  readonly query: FleetQuery;
  /** Of all images that match; most lenient environment first. */
  readonly sums: readonly EnvironmentSum[];
  /** Whether there are more images than were counted. */
  readonly isLeast: boolean;
}

const PARTS = [
  { outcome: 'pass', words: 'can ship', fill: 'fill-pass' },
  { outcome: 'fail', words: 'cannot', fill: 'fill-fail' },
  { outcome: 'unknown', words: 'unknown', fill: 'fill-rule-strong' },
] as const satisfies readonly { outcome: Outcome; words: string; fill: string }[];

/** "34 can ship, 5 cannot, 2 unknown" for each environment; each number leads to the images behind it. */
export function FleetSum({ query, sums, isLeast }: FleetSumProps) {
  const shown = sums.filter(({ environment }) => [environment, undefined].includes(query.environment));
  return (
    <ul aria-label="Sum of verdicts" className="mb-4 flex flex-wrap gap-x-10 gap-y-1.5 text-sm">
      {shown.map((sum) => (
        <li key={sum.environment} className="flex items-center gap-x-3 max-sm:w-full">
          <span className="w-14 shrink-0 truncate font-medium sm:w-auto sm:max-w-40" title={sum.environment}>
            {sum.environment}
          </span>
          <ShareBar shares={PARTS.map(({ outcome, fill }) => ({ fill, count: sum[outcome] }))} total={totalOf(sum)} />
          <span className="flex flex-wrap gap-x-3 *:max-sm:min-w-20">
            {PARTS.map(({ outcome, words }) => (
              <Part
                key={outcome}
                count={`${groupedNumber(sum[outcome])}${isLeast ? '+' : ''}`}
                words={words}
                href={sum[outcome] === 0 ? null : fleetHref({ ...query, outcome, environment: sum.environment })}
              />
            ))}
            {sum.pending > 0 && (
              <span
                className="text-ink-soft"
                title="Their verdicts expired, or the policy changed. They are evaluated when the gate is next asked."
              >
                {groupedNumber(sum.pending)} not evaluated
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface PartProps {
  readonly count: string;
  readonly words: string;
  /** Null where there is nothing to see. */
  readonly href: string | null;
}

function Part({ count, words, href }: PartProps) {
  const text = (
    <>
      <span className="font-medium tabular-nums">{count}</span> {words}
    </>
  );
  if (href === null) return <span className="text-ink-soft">{text}</span>;
  return (
    <Link href={href} scroll={false} prefetch={false} className="hover:underline">
      {text}
    </Link>
  );
}

function totalOf({ pass, fail, unknown, pending }: EnvironmentSum): number {
  return pass + fail + unknown + pending;
}
