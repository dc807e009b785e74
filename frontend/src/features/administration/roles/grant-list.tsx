'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useMemo, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf, resultOf } from '@/lib/api/client';
import type { RoleGrant, RoleGrantPage } from '@/lib/api/types';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { grantInWords } from '../role-words';
import { GrantForm } from './grant-form';

interface GrantListProps {
  readonly firstPage: RoleGrantPage;
  /** Slug: roles in this project alone. */
  readonly project?: string;
  readonly projects: readonly string[];
  readonly canWrite: boolean;
  /** Whether roles can be granted everywhere, not in single projects alone. */
  readonly canBeEverywhere: boolean;
}

const PAGE_SIZE = 200;

/** Role assignments, as far as the reader administers it. */
export function GrantList({ firstPage, project, projects, canWrite, canBeEverywhere }: GrantListProps) {
  const router = useRouter();
  const [removed, setRemoved] = useState<RoleGrant | null>(null);
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/role-grants', {
          params: { query: { cursor, limit: PAGE_SIZE, ...(project === undefined ? {} : { project }) } },
        }),
      ),
    [project],
  );
  const list = useKeysetList(firstPage, loadPage);
  const columns = useMemo(() => grantColumns(canWrite, setRemoved), [canWrite]);
  return (
    <>
      {canWrite && (
        <details className="mb-4 rounded-sm border border-rule bg-surface px-4 py-3">
          <summary className="font-medium">Grant a role</summary>
          <div className="mt-3 max-w-4xl">
            <GrantForm
              {...(project === undefined ? {} : { project })}
              projects={projects}
              canBeEverywhere={canBeEverywhere}
              onGranted={() => router.refresh()}
            />
          </div>
        </details>
      )}
      {project !== undefined && list.items.length === 0 ? (
        <p>No role is granted in this project alone.</p>
      ) : (
        <DataTable label="Granted roles" columns={columns} list={list} rowKey={(grant) => grant.id} />
      )}
      {removed && (
        <ConfirmDialog
          title={`Take ${grantInWords(removed)} from ${removed.account.name}?`}
          verb="Remove role"
          act={() => doneOf(browserApi.DELETE('/api/v1/role-grants/{id}', { params: { path: { id: removed.id } } }))}
          onDone={() => {
            setRemoved(null);
            router.refresh();
          }}
          onClose={() => setRemoved(null)}
        >
          <p>This signs {removed.account.name} out everywhere. They keep their other roles at the next sign-in.</p>
        </ConfirmDialog>
      )}
    </>
  );
}

function grantColumns(canWrite: boolean, onRemove: (grant: RoleGrant) => void): Column<RoleGrant>[] {
  return [
    {
      id: 'person',
      header: 'Person',
      cell: ({ account }) => (
        <span className="block truncate" title={account.email}>
          <span className="font-medium">{account.name}</span>{' '}
          <span className="text-xs text-ink-soft max-sm:block max-sm:truncate">{account.email}</span>
        </span>
      ),
    },
    {
      id: 'role',
      header: 'Role',
      className: 'w-32 sm:w-56',
      cell: ({ role, project }) => (
        <span className="block truncate">
          {role} <span className="text-ink-soft">{project === null ? 'everywhere' : `in ${project}`}</span>
        </span>
      ),
    },
    {
      id: 'source',
      header: 'By',
      className: 'hidden w-32 md:table-cell',
      cell: ({ source }) => (source === 'sso' ? <Badge>group</Badge> : <span className="text-ink-soft">grant</span>),
    },
    {
      id: 'since',
      header: 'Since',
      className: 'hidden w-28 lg:table-cell',
      cell: ({ createdAt }) => createdAt.slice(0, 10),
    },
    {
      id: 'remove',
      header: 'Actions',
      isNumeric: true,
      className: 'w-24',
      cell: (grant) =>
        canWrite && grant.source === 'local' ? (
          <Button
            look="quiet"
            className="-mr-2 h-7 px-2"
            aria-label={`Remove ${grantInWords(grant)} of ${grant.account.email}`}
            onClick={() => onRemove(grant)}
          >
            Remove
          </Button>
        ) : null,
    },
  ];
}
