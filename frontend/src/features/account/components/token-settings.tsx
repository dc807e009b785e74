'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { ShownOnce } from '@/components/ui/shown-once';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf } from '@/lib/api/client';
import type { ApiToken, CreatedToken } from '@/lib/api/types';
import { NewTokenDialog } from './new-token-dialog';

interface TokenSettingsProps {
  readonly tokens: readonly ApiToken[];
  readonly canCreate: boolean;
  /** Slugs to choose from. */
  readonly projects: readonly string[];
}

/** One's own API tokens. */
export function TokenSettings({ tokens, canCreate, projects }: TokenSettingsProps) {
  const router = useRouter();
  const [isCreating, setIsCreating] = useState(false);
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const [revoked, setRevoked] = useState<ApiToken | null>(null);
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      {created && (
        <div role="status">
          <p className="mb-2 font-medium">Your new token “{created.name}”</p>
          <ShownOnce what="token" text={created.token} expiresAt={created.expiresAt} />
        </div>
      )}
      {tokens.length > 0 && (
        <ul className="divide-y divide-rule border-y border-rule">
          {tokens.map((token) => (
            <Token key={token.id} token={token} onRevoke={() => setRevoked(token)} />
          ))}
        </ul>
      )}
      {tokens.length === 0 && !created && (
        <p className="border-l-2 border-rule py-0.5 pl-3 text-ink-soft">
          You have no tokens. A pipeline needs one to send reports and to ask whether an image can ship.
        </p>
      )}
      {canCreate ? (
        <div>
          <Button onClick={() => setIsCreating(true)}>New token</Button>
        </div>
      ) : (
        <p className="text-sm text-ink-soft">Your roles do not allow creating tokens. Ask an administrator.</p>
      )}
      {isCreating && (
        <NewTokenDialog
          projects={projects}
          onCreated={(token) => {
            setIsCreating(false);
            setCreated(token);
            router.refresh();
          }}
          onClose={() => setIsCreating(false)}
        />
      )}
      {revoked && (
        <ConfirmDialog
          title={`Revoke ${revoked.name}?`}
          verb="Revoke"
          act={() => doneOf(browserApi.DELETE('/api/v1/tokens/{id}', { params: { path: { id: revoked.id } } }))}
          onDone={() => {
            if (created?.id === revoked.id) setCreated(null);
            setRevoked(null);
            router.refresh();
          }}
          onClose={() => setRevoked(null)}
        >
          <p>The token stops working immediately and cannot be restored.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

interface TokenProps {
  readonly token: ApiToken;
  readonly onRevoke: () => void;
}

function Token({ token, onRevoke }: TokenProps) {
  const { name, ending, permissions, project, lastUsedAt, expiresAt, state } = token;
  return (
    <li className="flex min-h-12 items-center gap-3 py-2">
      <span className="min-w-0 grow">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="min-w-0 font-medium break-words">{name}</span>
          <code className="font-mono text-xs text-ink-soft">…{ending}</code>
          {state !== 'active' && <Badge>{state}</Badge>}
        </span>
        <span className="block text-sm text-ink-soft">
          <span className="font-mono text-[0.92em]">{permissions.join(', ')}</span>{' '}
          {project === null ? 'everywhere' : `in ${project}`}
        </span>
        <span className="block text-sm text-ink-soft">
          Used <RelativeTime iso={lastUsedAt} />, {state === 'active' ? 'valid until' : 'was valid until'}{' '}
          <time dateTime={expiresAt}>{expiresAt.slice(0, 10)}</time>
        </span>
      </span>
      {state === 'active' && (
        <Button look="quiet" aria-label={`Revoke ${name}`} onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </li>
  );
}
