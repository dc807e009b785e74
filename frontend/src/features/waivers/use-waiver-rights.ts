'use client';

import { may } from '@/features/session/session';
import { useSession } from '@/features/session/session-context';
import type { WaiverRights } from './waiver-acts';

/** What the person can do with waivers anywhere. */
export function useWaiverRights(): WaiverRights {
  const session = useSession();
  return {
    mayApprove: session !== null && may(session, 'waiver:approve'),
    mayRequest: session !== null && may(session, 'waiver:request'),
  };
}
