'use client';

import Link from 'next/link';
import { useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { ProblemNotice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { WaiverVerdict, WaiverVerdictPage } from '@/lib/api/types';

interface WaiverUsesProps {
  readonly waiverId: string;
  readonly firstPage: WaiverVerdictPage;
}

const PAGE_SIZE = 200;

/** The verdicts that name the waiver, newest first; those that stand now are marked. */
export function WaiverUses({ waiverId, firstPage }: WaiverUsesProps) {
  const [stored, setPage] = useState({ first: firstPage, ...firstPage });
  // What was changed on the page begins the list anew.
  const page = stored.first === firstPage ? stored : { first: firstPage, ...firstPage };
  const [problem, setProblem] = useState<Problem | null>(null);
  const { items, nextCursor } = page;
  const loadMore = useCallback(async () => {
    if (nextCursor === null) return;
    const query = { cursor: nextCursor, limit: PAGE_SIZE };
    const result = await resultOf(
      browserApi.GET('/api/v1/waivers/{id}/verdicts', { params: { path: { id: waiverId }, query } }),
    );
    if (!result.ok) return setProblem(result.problem);
    setProblem(null);
    setPage({ ...result.data, first: firstPage, items: [...items, ...result.data.items] });
  }, [firstPage, items, nextCursor, waiverId]);
  return (
    <section aria-label="Verdicts that use it">
      <h2 className="text-base">Verdicts that use it</h2>
      {items.length === 0 ? (
        <p className="mt-1 text-sm text-ink-soft">No verdict has used it.</p>
      ) : (
        <ul className="mt-1 divide-y divide-rule border-y border-rule text-sm">
          {items.map((verdict) => (
            <UseItem key={verdict.verdictId} verdict={verdict} />
          ))}
        </ul>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {nextCursor !== null && (
        <Button look="quiet" className="mt-1 -ml-3" onClick={() => void loadMore()}>
          Show more
        </Button>
      )}
    </section>
  );
}

function UseItem({ verdict }: { readonly verdict: WaiverVerdict }) {
  const { artifactId, image, digest, environment, outcome, evaluatedAt, isStanding } = verdict;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <VerdictChip outcome={outcome} environment={environment} />
      <span className="min-w-0 grow">
        <Link href={`/artifacts/${artifactId}`} prefetch={false} className="link break-words">
          {image}
        </Link>{' '}
        <span className="text-xs text-ink-soft">
          <ShortDigest digest={digest} />
        </span>
      </span>
      <span className="text-ink-soft">
        {isStanding ? 'current, evaluated ' : 'replaced, evaluated '}
        <RelativeTime iso={evaluatedAt} />
      </span>
    </li>
  );
}
