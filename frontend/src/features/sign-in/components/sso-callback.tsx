'use client';

import { useEffect, useRef, useState } from 'react';
import { buttonLook } from '@/components/ui/button';
import { ProblemNotice } from '@/components/ui/notice';
import { returnFromProvider } from '@/features/session/provider-sign-in';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { SignInOptions } from '@/lib/api/types';
import { signInPath } from '@/lib/url/return-path';
import { enterConsole } from '../enter-console';
import { Card } from './card';
import { SignIn } from './sign-in';

interface Failure {
  readonly problem: Problem;
  readonly returnPath: string;
  /** Who comes back was signed in before, and still may be. */
  readonly isAnew: boolean;
}

/** Hands the API what the OpenID provider sent the browser back with. */
export function SsoCallback({ options }: { readonly options: SignInOptions }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const isSent = useRef(false);

  useEffect(() => {
    // It is good once, and React runs effects twice in development.
    if (isSent.current) return;
    isSent.current = true;
    const complete = async () => {
      const parameters = window.location.search.slice(1);
      const { returnPath, isAnew } = returnFromProvider();
      const session = await resultOf(api.POST('/api/v1/sign-in/sso/callback', { body: { parameters } }));
      if (session.ok) return enterConsole(session.data.stage === 'full' ? returnPath : signInPath(returnPath));
      // Loaded anew, what the provider sent would be refused as used.
      if (!isAnew) window.history.replaceState(null, '', signInPath(returnPath));
      setFailure({ problem: inWordsFor(options, session.problem), returnPath, isAnew });
    };
    void complete();
  }, [options]);

  if (failure === null) {
    return (
      <Card title="Signing in">
        <p role="status" className="text-ink-soft">
          Completing sign-in…
        </p>
      </Card>
    );
  }
  const { problem, returnPath, isAnew } = failure;
  if (!isAnew) return <SignIn initial={null} options={options} returnPath={returnPath} problem={problem} />;
  return (
    <Card title="Identity not confirmed">
      <ProblemNotice problem={problem}>
        <p className="mb-4 text-ink-soft">Nothing was changed.</p>
        <a href={returnPath} className={buttonLook('primary')}>
          Go back
        </a>
      </ProblemNotice>
    </Card>
  );
}

/** Providers do not say which of the two it is. Both concern only the person, so no request id is shown. */
function inWordsFor({ sso }: SignInOptions, problem: Problem): Problem {
  const { status, code } = problem;
  if (code !== 'sso_denied') return problem;
  return {
    status,
    code,
    title: `${sso?.name ?? 'The provider'} did not sign you in`,
    detail: 'It was cancelled there, or you do not have access to Plimsoll with it. Try again, or choose another way.',
  };
}
