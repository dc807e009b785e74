'use client';

import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ShownOnce } from '@/components/ui/shown-once';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { useSession } from '@/features/session/session-context';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf, resultOf, type ApiResult } from '@/lib/api/client';
import type { Account, IssuedLink } from '@/lib/api/types';
import { counted } from '@/lib/format/number';

interface PersonActsProps {
  readonly account: Account;
  readonly onChanged: () => void;
}

interface Act {
  readonly name: string;
  /** In the list of acts. */
  readonly purpose: string;
  readonly question: string;
  readonly consequence: ReactNode;
  readonly run: () => Promise<ApiResult<IssuedLink | null>>;
}

/** What an administrator can do about a person's access. Each action asks for confirmation, and says what it ends. */
export function PersonActs({ account, onChanged }: PersonActsProps) {
  const [asked, setAsked] = useState<Act | null>(null);
  const [link, setLink] = useState<IssuedLink | null>(null);
  const isOneself = useSession()?.account.id === account.id;
  return (
    <section aria-labelledby="acts">
      <h3 id="acts" className="mb-1.5 text-base">
        Access
      </h3>
      <ul className="divide-y divide-rule border-y border-rule text-sm">
        {actsFor(account, isOneself).map((act) => (
          <li key={act.name} className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1.5">
            <span className="min-w-0 flex-1 basis-56 text-ink-soft">{act.purpose}</span>
            <Button onClick={() => setAsked(act)}>{act.name}</Button>
          </li>
        ))}
      </ul>
      {link && (
        <div className="mt-3 flex flex-col gap-2">
          <p className="text-sm text-ink-soft">Hand it to {account.email} in a way that others cannot read.</p>
          <ShownOnce what="link" text={link.link} expiresAt={link.expiresAt} />
        </div>
      )}
      {asked && (
        <ConfirmDialog
          title={asked.question}
          verb={asked.name}
          act={asked.run}
          onDone={(issued) => {
            setAsked(null);
            setLink(issued);
            onChanged();
          }}
          onClose={() => setAsked(null)}
        >
          <p>{asked.consequence}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function actsFor(account: Account, isOneself: boolean): Act[] {
  const { id, name, state, factors, sessionCount } = account;
  const path = { id };
  const hasFactor = factors.totp || factors.passkeys > 0;
  const isDisabled = state === 'disabled';
  return [
    {
      name: state === 'invited' ? 'New invitation' : 'Reset link',
      purpose: 'A one-time link to set a new password. The second factor is still required.',
      question: state === 'invited' ? `Invite ${name} again?` : `Let ${name} choose a new password?`,
      consequence:
        'You get a link to pass on. Earlier links stop working. The current password works until a new one is chosen, which ends every session.',
      run: () => resultOf(browserApi.POST('/api/v1/accounts/{id}/reset-link', { params: { path } })),
    },
    // One's own are removed one by one, on the page of one's account.
    ...(hasFactor && !isOneself
      ? [
          {
            name: 'Remove factors',
            purpose: 'For a person who has lost phone, keys and recovery codes.',
            question: `Remove the second factor of ${name}?`,
            consequence: `App, passkeys and recovery codes are gone, and every session of ${name} ends. Verify ${name}’s identity first: until they set up a new factor, the password alone is enough to sign in.`,
            run: () => doneOf(browserApi.DELETE('/api/v1/accounts/{id}/factors', { params: { path } })),
          },
        ]
      : []),
    ...(sessionCount > 0
      ? [
          {
            name: 'End sessions',
            purpose: `${counted(sessionCount, 'browser')} signed in now.`,
            question: `Sign ${name} out everywhere?`,
            consequence: 'What they have not saved is lost. They can sign in again at once.',
            run: () => doneOf(browserApi.DELETE('/api/v1/accounts/{id}/sessions', { params: { path } })),
          },
        ]
      : []),
    {
      name: isDisabled ? 'Enable' : 'Disable',
      purpose: isDisabled
        ? 'Lets them sign in again, with the roles that they had.'
        : 'No one can sign in with this account. Nothing is deleted.',
      question: isDisabled ? `Let ${name} in again?` : `Disable ${name}?`,
      consequence: isDisabled
        ? 'Password, factors, roles and tokens are as they were.'
        : `Every session of ${name} ends at once and every API token of theirs stops working, in pipelines, too.`,
      run: () =>
        doneOf(browserApi.PATCH('/api/v1/accounts/{id}', { params: { path }, body: { isDisabled: !isDisabled } })),
    },
  ];
}
