'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonLook } from '@/components/ui/button';
import { ProblemNotice } from '@/components/ui/notice';
import { useLink, type OpenedLink } from '../use-link';
import { Card } from './card';

interface LinkGateProps {
  /** What is drawn for a link that is good. */
  readonly children: (link: OpenedLink) => ReactNode;
}

/** Checks the link that opened the page before anything is asked for. */
export function LinkGate({ children }: LinkGateProps) {
  const link = useLink();
  if (link === null) {
    return (
      <Card title="One moment">
        <p role="status" className="text-ink-soft">
          Plimsoll checks the link.
        </p>
      </Card>
    );
  }
  if (link.ok) return children(link.data);
  return (
    <Card title="This link is not valid">
      <ProblemNotice problem={link.problem} />
      <p className="mt-4">
        <Link href="/sign-in" className={buttonLook('plain')}>
          Go to sign-in
        </Link>
      </p>
    </Card>
  );
}
