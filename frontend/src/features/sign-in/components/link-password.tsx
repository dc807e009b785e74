'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Button, buttonLook } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormProblem } from '@/components/ui/form-problem';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import { textOf, useSubmission } from '@/lib/forms/use-submission';
import type { OpenedLink } from '../use-link';
import { Card } from './card';
import { LinkGate } from './link-gate';
import { NewPasswordField } from './new-password-field';

const WORDS = {
  invite: { title: 'Welcome to Plimsoll', intro: 'Choose a password, then sign in with it.' },
  reset: {
    title: 'Set a new password',
    intro: 'You are then signed out everywhere. Your second factor stays as it is, and is asked for as always.',
  },
} as const;

/** Sets the password that an invitation or an administrator's reset link is for. */
export function LinkPassword() {
  return <LinkGate>{(link) => <PasswordForm link={link} />}</LinkGate>;
}

function PasswordForm({ link }: { readonly link: OpenedLink }) {
  const [isSet, setIsSet] = useState(false);
  const { formProps, isSending, problem, errorOf, refusals } = useSubmission({
    send: (fields) =>
      resultOf(
        api.POST('/api/v1/links/password', { body: { token: link.token, password: textOf(fields, 'password') } }),
      ),
    onDone: () => {
      // Used up.
      window.history.replaceState(null, '', '/link');
      setIsSet(true);
    },
  });

  if (link.kind === 'setup') {
    return (
      <Card title="This link is for the setup">
        <a href={`/setup#token=${encodeURIComponent(link.token)}`} className={buttonLook('primary')}>
          Set up Plimsoll
        </a>
      </Card>
    );
  }
  if (isSet) {
    return (
      <Card title="The password is set">
        <p role="status" className="mb-4 break-words text-ink-soft">
          Sign in as <strong className="font-medium text-ink">{link.email}</strong> with it.
        </p>
        <Link href="/sign-in" className={buttonLook('primary')}>
          Go to sign-in
        </Link>
      </Card>
    );
  }
  const { title, intro } = WORDS[link.kind];
  return (
    <Card title={title}>
      <p className="-mt-2 mb-5 text-ink-soft">{intro}</p>
      <form {...formProps} className="flex flex-col gap-4">
        {/* Read-only, but there: password managers learn from it whose password this is. */}
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          readOnly
          defaultValue={link.email ?? ''}
          className="bg-sunken"
        />
        <NewPasswordField
          key={refusals}
          label="New password"
          name="password"
          minimum={link.passwordMinimum}
          error={errorOf('password')}
        />
        {problem && <FormProblem problem={problem} fields={['password']} />}
        <Button type="submit" look="primary" className="h-10" disabled={isSending}>
          {isSending ? 'Setting the password…' : 'Set the password'}
        </Button>
      </form>
    </Card>
  );
}
