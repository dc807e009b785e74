'use client';

import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf } from '@/lib/api/client';
import type { Account } from '@/lib/api/types';
import { GrantForm } from '../roles/grant-form';
import { grantInWords, ROLE_MEANING } from '../role-words';

interface PersonRolesProps {
  readonly account: Account;
  readonly projects: readonly string[];
  readonly canWrite: boolean;
  readonly onChanged: () => void;
}

type Grant = Account['grants'][number];

export function PersonRoles({ account, projects, canWrite, onChanged }: PersonRolesProps) {
  const [removed, setRemoved] = useState<Grant | null>(null);
  return (
    <section aria-labelledby="roles">
      <h3 id="roles" className="mb-1.5 text-base">
        Roles
      </h3>
      {account.grants.length === 0 ? (
        <p className="text-ink-soft">None: {account.name} can sign in and sees nothing.</p>
      ) : (
        <ul className="divide-y divide-rule border-y border-rule text-sm">
          {account.grants.map((grant) => (
            <li key={grant.id} className="flex min-h-10 items-center justify-between gap-3 py-1">
              <span className="min-w-0">
                <span className="font-medium">{grant.role}</span>{' '}
                {grant.project === null ? 'everywhere' : `in ${grant.project}`}{' '}
                {grant.source === 'sso' && <Badge>by group</Badge>}
                <span className="block text-ink-soft">{ROLE_MEANING[grant.role]}</span>
              </span>
              {canWrite && grant.source === 'local' && (
                <Button look="quiet" aria-label={`Remove ${grantInWords(grant)}`} onClick={() => setRemoved(grant)}>
                  Remove
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {canWrite && (
        <div className="mt-3">
          <GrantForm accountId={account.id} projects={projects} canBeEverywhere onGranted={onChanged} />
        </div>
      )}
      {removed && (
        <ConfirmDialog
          title={`Take ${grantInWords(removed)} from ${account.name}?`}
          verb="Remove role"
          act={() => doneOf(browserApi.DELETE('/api/v1/role-grants/{id}', { params: { path: { id: removed.id } } }))}
          onDone={() => {
            setRemoved(null);
            onChanged();
          }}
          onClose={() => setRemoved(null)}
        >
          <p>This signs {account.name} out everywhere. They keep their other roles at the next sign-in.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
