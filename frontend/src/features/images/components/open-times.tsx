import Link from 'next/link';
import { SeverityFlag } from '@/components/ui/severity-flag';
import type { ImageDetail, Severity } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { SEVERITY_NAME } from '@/lib/format/words';
import { withParameters } from '@/lib/url/search-parameters';

type OpenTimesOf = NonNullable<ImageDetail['openTimes']>;

interface OpenTimesProps {
  readonly times: OpenTimesOf;
  /** Of the artifact that was scanned last, whose vulnerabilities these are. */
  readonly artifactId: string;
}

/** How long vulnerabilities have been open in the image, beside the deadlines of each environment. */
export function OpenTimes({ times: { severities, deadlines }, artifactId }: OpenTimesProps) {
  const environments = [...new Set(deadlines.map(({ environment }) => environment))];
  return (
    <section aria-labelledby="open-times" className="min-w-0">
      <h2 id="open-times" className="text-lg">
        Days open
      </h2>
      <p className="mb-2 text-sm text-ink-soft">
        Vulnerabilities of the last scanned artifact, since they were first seen in this image.
        {environments.length === 0 && ' The policy names no deadlines.'}
      </p>
      {severities.length === 0 ? (
        <p className="text-ink-soft">No vulnerabilities.</p>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full border-y border-rule text-sm">
            <thead>
              <tr className="border-b border-rule bg-sunken text-xs text-ink-soft *:px-2 *:py-1.5 *:font-medium">
                <th scope="col" className="text-left">
                  Severity
                </th>
                <th scope="col" className="text-right">
                  Open
                </th>
                <th scope="col" className="text-right">
                  Median
                </th>
                <th scope="col" className="text-right">
                  Oldest
                </th>
                {environments.map((environment) => (
                  <th key={environment} scope="col" className="text-right">
                    Deadline in {environment}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-rule">
              {severities.map(({ severity, count, medianDays, oldestDays }) => (
                <tr key={severity} className="*:px-2 *:py-1.5">
                  <th scope="row" className="text-left font-normal whitespace-nowrap">
                    <span className="flex items-center gap-1.5">
                      <SeverityFlag severity={severity} isNamed={false} />
                      {SEVERITY_NAME[severity]}
                    </span>
                  </th>
                  <td className="text-right">{groupedNumber(count)}</td>
                  <td className="text-right">{groupedNumber(medianDays)}</td>
                  <td className="text-right">{groupedNumber(oldestDays)}</td>
                  {environments.map((environment) => (
                    <td key={environment} className="text-right whitespace-nowrap">
                      <Deadline
                        deadline={deadlines.find(
                          (each) => each.environment === environment && each.severity === severity,
                        )}
                        href={overdueHref(artifactId, severity)}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Deadline({
  deadline,
  href,
}: {
  readonly deadline: OpenTimesOf['deadlines'][number] | undefined;
  readonly href: string;
}) {
  if (deadline === undefined) return <span className="text-ink-soft">none</span>;
  const { days, overdue } = deadline;
  return (
    <>
      {counted(Math.round(days * 10) / 10, 'day')}
      {overdue > 0 && (
        <>
          {' · '}
          <Link href={href} prefetch={false} className="font-medium text-fail underline underline-offset-3">
            {groupedNumber(overdue)} overdue
          </Link>
        </>
      )}
    </>
  );
}

function overdueHref(artifactId: string, severity: Severity): string {
  return withParameters(`/artifacts/${artifactId}`, { severity, overdue: 'true' });
}
