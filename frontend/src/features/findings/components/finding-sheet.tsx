'use client';

import { useEffect, useRef, useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { ChevronIcon } from '@/components/ui/icons';
import { ProblemNotice } from '@/components/ui/notice';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { SideSheet } from '@/components/ui/side-sheet';
import { Skeleton } from '@/components/ui/skeleton';
import { useNeighbours } from '@/components/ui/use-neighbours';
import { FindingVex } from '@/features/vex/components/finding-vex';
import { useArtifactVex } from '@/features/vex/use-artifact-vex';
import { RequestWaiver } from '@/features/waivers/components/request-waiver';
import type { WaivableArtifact } from '@/features/waivers/proposed-scope';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { Finding, FindingDetail } from '@/lib/api/types';
import { KIND_NAME } from '@/lib/api/vocabulary';
import { SEVERITY_NAME } from '@/lib/format/words';
import { FindingFacts } from './finding-facts';

interface FindingSheetProps {
  readonly artifactId: string;
  readonly artifact: WaivableArtifact | null;
  readonly findingId: string | null;
  /** The loaded list, for what comes next and before. */
  readonly findings: readonly Finding[];
  readonly initialDetail: FindingDetail | null;
  readonly onClose: () => void;
  readonly onMove: (id: string) => void;
}

/** One finding over its list: what it is, its locations, who reports it, and how to fix it. */
export function FindingSheet({
  artifactId,
  artifact,
  findingId,
  findings,
  initialDetail,
  onClose,
  onMove,
}: FindingSheetProps) {
  const result = useFinding(artifactId, findingId, initialDetail);
  const vex = useArtifactVex(artifactId, findingId !== null);
  const index = findings.findIndex((finding) => finding.id === findingId);
  const lastIndex = useRef(index);
  useEffect(() => {
    if (index >= 0) lastIndex.current = index;
  }, [index]);
  const ids = findings.map(({ id }) => id);
  const { hasBefore, hasNext, showBefore, showNext, onKeyDown } = useNeighbours(ids, findingId, onMove);
  const known = result?.ok ? result.data : findings[index];

  return (
    <SideSheet
      isOpen={findingId !== null}
      onClose={onClose}
      // The row of the finding that was read last, which j and k may have left behind.
      findReturnTarget={() =>
        document.querySelector<HTMLElement>(`[data-index="${lastIndex.current}"] [data-row-link]`)
      }
      title={known?.title ?? (result ? 'Finding not available' : 'Finding')}
      kicker={
        known && (
          <span className="flex flex-wrap items-center gap-x-2">
            <SeverityFlag severity={known.severity} isNamed={false} />
            <span className="text-ink">{SEVERITY_NAME[known.severity]}</span>
            <span>{KIND_NAME[known.kind]}</span>
          </span>
        )
      }
      actions={
        index >= 0 && (
          <>
            <IconButton label="Previous finding (k)" disabled={!hasBefore} onClick={showBefore}>
              <ChevronIcon className="-rotate-90" />
            </IconButton>
            <IconButton label="Next finding (j)" disabled={!hasNext} onClick={showNext}>
              <ChevronIcon className="rotate-90" />
            </IconButton>
          </>
        )
      }
      onKeyDown={onKeyDown}
    >
      {result === null && <SheetSkeleton />}
      {result?.ok === false && <ProblemNotice problem={result.problem} />}
      {result?.ok === true && (
        <FindingFacts
          finding={result.data}
          vex={<FindingVex artifactId={artifactId} findingId={result.data.id} review={vex} />}
          action={artifact && <RequestWaiver key={result.data.id} finding={result.data} artifact={artifact} />}
        />
      )}
    </SideSheet>
  );
}

type FindingResult = ApiResult<FindingDetail>;

/** Null while it is on its way. */
function useFinding(artifactId: string, findingId: string | null, initial: FindingDetail | null): FindingResult | null {
  const [answers, setAnswers] = useState<ReadonlyMap<string, FindingResult>>(
    () => new Map(initial ? [[initial.id, { ok: true, data: initial }]] : []),
  );
  const answer = findingId === null ? undefined : answers.get(findingId);

  useEffect(() => {
    if (findingId === null || answer !== undefined) return undefined;
    const abort = new AbortController();
    const path = { artifactId, findingId };
    resultOf(
      browserApi.GET('/api/v1/artifacts/{artifactId}/findings/{findingId}', { params: { path }, signal: abort.signal }),
    ).then(
      (result) => setAnswers((current) => new Map(current).set(findingId, result)),
      // Aborted: another finding was opened meanwhile.
      () => undefined,
    );
    return () => abort.abort();
  }, [artifactId, findingId, answer]);

  return answer ?? null;
}

function SheetSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">Loading</span>
      {['w-1/2', 'w-4/5', 'w-3/4', 'w-2/3', 'w-1/3'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  );
}
