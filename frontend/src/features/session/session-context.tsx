'use client';

import { createContext, useContext, type ReactNode } from 'react';
import type { SessionState } from '@/lib/api/types';

const Session = createContext<SessionState | null>(null);

interface SessionProviderProps {
  /** Null where the API does not answer. */
  readonly session: SessionState | null;
  readonly children: ReactNode;
}

export function SessionProvider({ session, children }: SessionProviderProps) {
  return <Session value={session}>{children}</Session>;
}

/** Who is signed in, as the server knew when it drew the page. */
export function useSession(): SessionState | null {
  return useContext(Session);
}
