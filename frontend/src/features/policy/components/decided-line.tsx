'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { ProgressBar } from '@/components/ui/progress-bar';
import type { PolicyProgress } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';

const LOOK_AGAIN_MS = 3_000;

/** How many artifacts are decided under the policy. Looks again while there are more to come. */
export function DecidedLine({ progress: { decided, artifacts } }: { readonly progress: PolicyProgress }) {
  const router = useRouter();
  const isDone = decided === artifacts;
  useEffect(() => {
    if (isDone) return undefined;
    const timer = setInterval(() => router.refresh(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isDone, router]);
  if (artifacts === 0) return <div className="mb-4" />;
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-soft">
      <span>
        {isDone
          ? `${counted(artifacts, 'artifact')} evaluated under this policy`
          : `${groupedNumber(decided)} of ${counted(artifacts, 'artifact')} evaluated under this policy`}
      </span>
      {!isDone && (
        <>
          <ProgressBar label="Artifacts evaluated under this policy" done={decided} total={artifacts} />
          <span className="text-sm">
            The others are evaluated in the background, or at once when the gate is asked.
          </span>
        </>
      )}
    </div>
  );
}
