'use client';

import { useCallback, useState } from 'react';
import Link from 'next/link';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { ReasonFinding, VerdictReason } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';

interface ReasonFindingsProps {
  readonly artifactId: string;
  readonly verdictId: string;
  readonly reason: VerdictReason;
}

const MOST_NAMED = 4;
const PAGE_SIZE = 100;

/** The worst findings behind a reason, each a link; the others are loaded on request. */
export function ReasonFindings({ artifactId, verdictId, reason }: ReasonFindingsProps) {
  const { rule, findingCount } = reason;
  const [findings, setFindings] = useState<readonly ReasonFinding[]>(reason.findings.slice(0, MOST_NAMED));
  const [cursor, setCursor] = useState<string | undefined>();
  const [isLoading, setIsLoading] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const loadMore = useCallback(async () => {
    setIsLoading(true);
    setProblem(null);
    const query = { rule, limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
    const result = await resultOf(
      browserApi.GET('/api/v1/verdicts/{verdictId}/findings', { params: { path: { verdictId }, query } }),
    );
    setIsLoading(false);
    if (!result.ok) return setProblem(result.problem);
    const { items, nextCursor } = result.data;
    // The first page has those again that were named from the start.
    setFindings((known) => (cursor === undefined ? items : [...known, ...items]));
    setCursor(nextCursor ?? undefined);
  }, [verdictId, rule, cursor]);

  const others = findingCount - findings.length;
  return (
    <>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm" aria-busy={isLoading}>
        {findings.map((finding) => (
          <li key={finding.id} className="flex max-w-full items-center gap-1.5">
            <SeverityFlag severity={finding.severity} />
            <Link
              href={`/artifacts/${artifactId}?finding=${finding.id}`}
              scroll={false}
              prefetch={false}
              className="link truncate"
              title={finding.title}
            >
              {nameOf(finding)}
            </Link>
          </li>
        ))}
        {others > 0 && (
          <li className="text-ink-soft">
            and{' '}
            <button type="button" className="link" disabled={isLoading} onClick={() => void loadMore()}>
              {groupedNumber(others)} more
            </button>
          </li>
        )}
      </ul>
      {problem !== null && (
        <p role="alert" className="mt-1 text-sm text-ink-soft">
          {problem.title}. {problem.detail}
        </p>
      )}
    </>
  );
}

function nameOf({ advisory, component, path }: ReasonFinding): string {
  const place = component ?? path;
  return place === null ? advisory : `${advisory} in ${place}`;
}
