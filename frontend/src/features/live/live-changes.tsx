'use client';

import { useRouter } from 'next/navigation';
import { createContext, useContext, useEffect, useMemo, useRef, useTransition, type ReactNode } from 'react';
import { may } from '@/features/session/session';
import { useSession } from '@/features/session/session-context';
import { ChangeSource, type LiveChange } from '@/lib/live/change-source';

interface Interest {
  readonly kinds: readonly LiveChange['kind'][];
  /** Of this artifact alone. */
  readonly artifactId?: string | undefined;
}

/** Returns how to lose the interest. */
type Follow = (interest: Interest) => () => void;

const Following = createContext<Follow>(() => () => undefined);

/** In milliseconds: what happened so shortly before a page is there may be missing in it. */
const ON_THE_WAY = 5_000;

/** Follows what happens for the page that is shown, and has it drawn anew with what the API says then. */
export function LiveChanges({ children }: { readonly children: ReactNode }) {
  const router = useRouter();
  const session = useSession();
  const mayFollow = session !== null && may(session, 'artifact:read');
  const [isRefreshing, startRefresh] = useTransition();
  const state = useRef({ isRefreshing, isBehind: false });

  const { follow, take, refresh } = useMemo(() => {
    const interests = new Set<Interest>();
    const recent: { readonly change: LiveChange; readonly at: number }[] = [];
    const refreshNow = () => {
      // One at a time, and one more for what happened meanwhile.
      if (state.current.isRefreshing) state.current.isBehind = true;
      else startRefresh(() => router.refresh());
    };
    return {
      refresh: refreshNow,
      take: (changes: readonly LiveChange[]) => {
        const at = performance.now();
        while (recent[0] !== undefined && at - recent[0].at > ON_THE_WAY) recent.shift();
        recent.push(...changes.map((change) => ({ change, at })));
        if ([...interests].some((interest) => changes.some((change) => concerns(change, interest)))) refreshNow();
      },
      follow: (interest: Interest) => {
        interests.add(interest);
        const from = performance.now() - ON_THE_WAY;
        if (recent.some(({ change, at }) => at >= from && concerns(change, interest))) refreshNow();
        return () => interests.delete(interest);
      },
    };
  }, [router]);

  useEffect(() => {
    state.current.isRefreshing = isRefreshing;
    if (isRefreshing || !state.current.isBehind) return;
    state.current.isBehind = false;
    refresh();
  }, [isRefreshing, refresh]);

  useEffect(() => {
    if (!mayFollow) return undefined;
    return new ChangeSource('/api/v1/events', take).start();
  }, [mayFollow, take]);

  return <Following value={follow}>{children}</Following>;
}

/** Has the page drawn anew, quietly and where it stands, when something of these kinds happens. */
export function FollowChanges({ kinds, artifactId }: Interest) {
  const follow = useContext(Following);
  const names = kinds.join();
  useEffect(() => follow({ kinds: names.split(',') as LiveChange['kind'][], artifactId }), [follow, names, artifactId]);
  return null;
}

function concerns({ kind, artifactId }: LiveChange, interest: Interest): boolean {
  if (!interest.kinds.includes(kind)) return false;
  return artifactId === null || interest.artifactId === undefined || artifactId === interest.artifactId;
}
