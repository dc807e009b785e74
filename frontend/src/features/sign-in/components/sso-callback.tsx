'use client';

import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { buttonLook } from '@/components/ui/button';
import { ProblemNotice } from '@/components/ui/notice';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import { returnPathFrom, signInPath } from '@/lib/url/return-path';
import { enterConsole, takeReturnPath } from '../enter-console';
import { Card } from './card';

/** Hands the API what the OpenID provider sent the browser back with. */
export function SsoCallback() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const isSent = useRef(false);

  useEffect(() => {
    // It is good once, and React runs effects twice in development.
    if (isSent.current) return;
    isSent.current = true;
    const complete = async () => {
      const parameters = window.location.search.slice(1);
      const session = await resultOf(api.POST('/api/v1/sign-in/sso/callback', { body: { parameters } }));
      if (!session.ok) return setProblem(session.problem);
      const returnPath = returnPathFrom(takeReturnPath());
      enterConsole(session.data.stage === 'full' ? returnPath : signInPath(returnPath));
    };
    void complete();
  }, []);

  return (
    <Card title={problem ? 'You are not signed in' : 'Signing in'}>
      {problem ? (
        <ProblemNotice problem={problem}>
          <Link href="/sign-in" className={buttonLook('primary')}>
            Try again
          </Link>
        </ProblemNotice>
      ) : (
        <p role="status" className="text-ink-soft">
          Plimsoll checks what the provider says of you.
        </p>
      )}
    </Card>
  );
}
