import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Account } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { factorsInWords, lacksFactor } from './person-words';

export function PersonFacts({ account }: { readonly account: Account }) {
  const { state, disabledAt, createdAt, isSso, factors, sessionCount } = account;
  return (
    <dl className="grid grid-cols-[minmax(110px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      <Row name="State">
        {state === 'active' && 'can sign in'}
        {state === 'invited' && 'invited, has not chosen a password yet'}
        {state === 'disabled' && (
          <>
            disabled <RelativeTime iso={disabledAt} />
          </>
        )}
      </Row>
      <Row name="Signs in by">{isSso ? 'the OpenID provider' : 'password or passkey'}</Row>
      <Row name="Created">
        <RelativeTime iso={createdAt} />
      </Row>
      <Row name="Second factor">
        {factorsInWords(factors) || 'none'}
        {factors.recoveryCodesLeft > 0 && `, ${counted(factors.recoveryCodesLeft, 'recovery code')} left`}{' '}
        {lacksFactor(account) && <Badge look="loud">required, set up at the next sign-in</Badge>}
      </Row>
      <Row name="Signed in">{sessionCount === 0 ? 'nowhere' : `in ${counted(sessionCount, 'browser')}`}</Row>
    </dl>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
