'use client';

import { useEffect, useState } from 'react';
import { EnrolFactor } from '@/features/factors/components/enrol-factor';
import type { Problem } from '@/lib/api/problem';
import type { SessionState, SignInOptions } from '@/lib/api/types';
import { enterConsole } from '../enter-console';
import { Card } from './card';
import { FactorStep } from './factor-step';
import { PasswordStep } from './password-step';

interface SignInProps {
  /** Of a sign-in that was begun before: the page was loaded anew half-way. */
  readonly initial: SessionState | null;
  readonly options: SignInOptions;
  /** Where to go then: a path of the console. */
  readonly returnPath: string;
  /** Why a person who comes back from the OpenID provider is not signed in. */
  readonly problem?: Problem;
}

/** Password, second factor, and where the role asks for one and there is none, setting one up: one after another. */
export function SignIn({ initial, options, returnPath, problem }: SignInProps) {
  const [session, setSession] = useState(initial);
  const isDone = session?.stage === 'full';

  useEffect(() => {
    if (isDone) enterConsole(returnPath);
  }, [isDone, returnPath]);

  if (session === null) {
    return <PasswordStep options={options} returnPath={returnPath} initialProblem={problem} onSession={setSession} />;
  }
  if (session.stage === 'factor') {
    return <FactorStep session={session} onSession={setSession} onStartAgain={() => setSession(null)} />;
  }
  if (session.stage === 'enrol') return <EnrolmentStep onDone={setSession} />;
  return (
    <Card title={`Signed in as ${session.account.name}`}>
      <p role="status" className="text-ink-soft">
        Opening the console…
      </p>
    </Card>
  );
}

/** For a person whose role needs a second factor and who has none yet. */
export function EnrolmentStep({ onDone }: { readonly onDone: (session: SessionState) => void }) {
  return (
    <Card title="Set up a second factor">
      <EnrolFactor
        intro="Your role needs a second proof beside the password. Choose what you have at hand; you can add more later."
        onDone={onDone}
      />
    </Card>
  );
}
