'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { may } from '@/features/session/session';
import { useSession } from '@/features/session/session-context';
import type { FindingDetail } from '@/lib/api/types';
import type { WaivableArtifact } from '../proposed-scope';
import { RequestDialog } from './request-dialog';

interface RequestWaiverProps {
  readonly finding: FindingDetail;
  readonly artifact: WaivableArtifact;
}

/** The way from a finding to a waiver of it; nothing for people who cannot request one. */
export function RequestWaiver({ finding, artifact }: RequestWaiverProps) {
  const session = useSession();
  const [isOpen, setIsOpen] = useState(false);
  if (session === null || !may(session, 'waiver:request')) return null;
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Request waiver</Button>
      {isOpen && <RequestDialog finding={finding} artifact={artifact} onClose={() => setIsOpen(false)} />}
    </>
  );
}
