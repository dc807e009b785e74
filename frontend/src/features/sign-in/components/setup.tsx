'use client';

import { useEffect, useState } from 'react';
import { Button, buttonLook } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { SessionState } from '@/lib/api/types';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import { enterConsole } from '../enter-console';
import type { OpenedLink } from '../use-link';
import { Card } from './card';
import { LinkGate } from './link-gate';
import { NewPasswordField } from './new-password-field';
import { EnrolmentStep } from './sign-in';

/** The first administrator: account, second factor, recovery codes, and in. */
export function Setup() {
  const [session, setSession] = useState<SessionState | null>(null);
  const isDone = session?.stage === 'full';

  useEffect(() => {
    if (session === null) return;
    // The link is used up; the rest of it in the address would confuse when the page is loaded again.
    window.history.replaceState(null, '', session.stage === 'enrol' ? '/sign-in' : '/');
    if (session.stage === 'full') enterConsole('/');
  }, [session]);

  if (session === null) return <LinkGate>{(link) => <FirstAccount link={link} onSession={setSession} />}</LinkGate>;
  if (!isDone) return <EnrolmentStep onDone={setSession} />;
  return (
    <Card title="Plimsoll is set up">
      <p role="status" className="text-ink-soft">
        Opening the console…
      </p>
    </Card>
  );
}

interface FirstAccountProps {
  readonly link: OpenedLink;
  readonly onSession: (session: SessionState) => void;
}

function FirstAccount({ link, onSession }: FirstAccountProps) {
  const { formProps, isSending, problem, errorOf, refusals } = useSubmission({
    send: (fields) => {
      const body = {
        token: link.token,
        email: textOf(fields, 'email').trim(),
        name: textOf(fields, 'name').trim(),
        password: textOf(fields, 'password'),
      };
      return resultOf(api.POST('/api/v1/setup', { body }));
    },
    onDone: onSession,
  });

  if (link.kind !== 'setup') {
    return (
      <Card title="This is another link">
        <p className="text-ink-soft">It belongs to an account that exists already: it sets the account’s password.</p>
        <p className="mt-4">
          <a href={`/link#token=${encodeURIComponent(link.token)}`} className={buttonLook('primary')}>
            Set the password
          </a>
        </p>
      </Card>
    );
  }
  return (
    <Card title="Set up Plimsoll">
      <p className="-mt-2 mb-5 text-ink-soft">
        This creates the first administrator account. The link works once. You can invite others afterwards.
      </p>
      <form {...formProps} className="flex flex-col gap-4">
        <TextField label="Your name" name="name" autoComplete="name" required maxLength={100} error={errorOf('name')} />
        <TextField
          label="Email"
          hint="You sign in with this address. Plimsoll does not send email."
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={254}
          error={errorOf('email')}
        />
        <NewPasswordField
          key={refusals}
          label="Password"
          name="password"
          minimum={link.passwordMinimum}
          error={errorOf('password')}
        />
        {problem && <FormProblem problem={problem} fields={['name', 'email', 'password']} />}
        <Button type="submit" look="primary" className="h-10" disabled={isSending}>
          {isSending ? 'Creating the account…' : 'Create the account'}
        </Button>
      </form>
    </Card>
  );
}
