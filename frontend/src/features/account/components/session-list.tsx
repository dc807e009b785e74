'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { FormProblem } from '@/components/ui/form-problem';
import { RelativeTime } from '@/components/ui/relative-time';
import { signOut } from '@/features/session/sign-out';
import { useConfirmed } from '@/features/session/use-confirmed';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf, type ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { AccountSession } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { deviceInWords } from '../device';

const METHOD_NAME: Record<AccountSession['methods'][number], string> = {
  password: 'password',
  totp: 'code',
  passkey: 'passkey',
  recovery: 'recovery code',
  sso: 'single sign-on',
};

/** Where one is signed in, and the way to end it there. */
export function SessionList({ sessions }: { readonly sessions: readonly AccountSession[] }) {
  const router = useRouter();
  const confirmed = useConfirmed();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [ended, setEnded] = useState('');
  const others = sessions.filter(({ isCurrent }) => !isCurrent).length;

  const end = async (request: () => Promise<ApiResult<null>>, words: string) => {
    setProblem(null);
    const result = await confirmed(request);
    if (!result.ok) return setProblem(result.problem);
    setEnded(words);
    router.refresh();
  };
  const endOne = ({ id, userAgent }: AccountSession) =>
    end(
      () => doneOf(browserApi.DELETE('/api/v1/account/sessions/{id}', { params: { path: { id } } })),
      `Signed out of ${deviceInWords(userAgent)}.`,
    );
  const endOthers = () =>
    end(
      () => doneOf(browserApi.DELETE('/api/v1/account/sessions')),
      `Signed out of ${counted(others, 'other browser')}.`,
    );

  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <ul className="divide-y divide-rule border-y border-rule">
        {sessions.map((session) => (
          <li key={session.id} className="flex min-h-12 items-center gap-3 py-2">
            <span className="min-w-0 grow">
              <span className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium" title={session.userAgent ?? undefined}>
                  {deviceInWords(session.userAgent)}
                </span>
                {session.isCurrent && <Badge look="accent">this one</Badge>}
              </span>
              <span className="block text-sm text-ink-soft">
                Signed in <RelativeTime iso={session.createdAt} /> from {session.ip ?? 'an unknown address'} by{' '}
                {session.methods.map((method) => METHOD_NAME[method]).join(' and ')}
                {!session.isCurrent && (
                  <>
                    , last seen <RelativeTime iso={session.lastSeenAt} />
                  </>
                )}
              </span>
            </span>
            <Button
              look="quiet"
              aria-label={session.isCurrent ? 'Sign out here' : `End ${deviceInWords(session.userAgent)}`}
              onClick={() => void (session.isCurrent ? signOut() : endOne(session))}
            >
              {session.isCurrent ? 'Sign out' : 'End'}
            </Button>
          </li>
        ))}
      </ul>
      {problem && <FormProblem problem={problem} fields={[]} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={others === 0} onClick={() => void endOthers()}>
          Sign out all other sessions
        </Button>
        <p role="status" className="text-sm text-ink-soft">
          {ended || (others === 0 ? 'You are signed in here only.' : '')}
        </p>
      </div>
    </div>
  );
}
