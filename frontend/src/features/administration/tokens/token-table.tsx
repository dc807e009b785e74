'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useMemo, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { RowTime } from '@/components/ui/relative-time';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { browserApi } from '@/lib/api/browser-client';
import { doneOf, resultOf } from '@/lib/api/client';
import type { ApiToken, TokenPage } from '@/lib/api/types';
import { useKeysetList } from '@/lib/lists/use-keyset-list';

const PAGE_SIZE = 200;

interface TokenTableProps {
  readonly firstPage: TokenPage;
  /** Slug: those for this project alone. */
  readonly project?: string;
}

/** Every token in the reader's projects, and the way to end one. */
export function TokenTable({ firstPage, project }: TokenTableProps) {
  const router = useRouter();
  const [revoked, setRevoked] = useState<ApiToken | null>(null);
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/tokens', {
          params: { query: { cursor, limit: PAGE_SIZE, ...(project === undefined ? {} : { project }) } },
        }),
      ),
    [project],
  );
  const list = useKeysetList(firstPage, loadPage);
  const columns = useMemo(() => tokenColumns(setRevoked), []);
  return (
    <>
      <DataTable label="API tokens" columns={columns} list={list} rowKey={(token) => token.id} />
      {revoked && (
        <ConfirmDialog
          title={`Revoke ${revoked.name}?`}
          verb="Revoke"
          act={() => doneOf(browserApi.DELETE('/api/v1/tokens/{id}', { params: { path: { id: revoked.id } } }))}
          onDone={() => {
            setRevoked(null);
            router.refresh();
          }}
          onClose={() => setRevoked(null)}
        >
          <p>
            The token stops working immediately and cannot be restored. Pipelines and scripts that use it need another
            token. Permissions: {revoked.permissions.join(', ')} {whereOf(revoked)}. Created {ownerInWords(revoked)}.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function whereOf({ project }: ApiToken): string {
  return project === null ? 'everywhere' : `in ${project}`;
}

function ownerInWords({ owner, trustRule }: ApiToken): string {
  if (owner !== null) return `by ${owner}`;
  return trustRule === null ? 'on the server’s machine' : `under the trust rule ${trustRule}`;
}

function tokenColumns(onRevoke: (token: ApiToken) => void): Column<ApiToken>[] {
  return [
    { id: 'name', header: 'Token', cell: (token) => <TokenCell token={token} /> },
    {
      id: 'owner',
      header: 'Created',
      className: 'hidden w-[20%] lg:table-cell',
      cell: (token) => (
        <span className="block truncate" title={token.subject ?? undefined}>
          {ownerInWords(token)}
        </span>
      ),
    },
    {
      id: 'permissions',
      header: 'Permissions',
      className: 'hidden w-[26%] md:table-cell',
      cell: (token) => {
        const text = `${token.permissions.join(', ')} ${whereOf(token)}`;
        return (
          <span className="block truncate" title={text}>
            <span className="font-mono text-[0.92em]">{token.permissions.join(', ')}</span>{' '}
            <span className="text-ink-soft">{whereOf(token)}</span>
          </span>
        );
      },
    },
    {
      id: 'used',
      header: 'Last used',
      className: 'hidden w-36 xl:table-cell',
      cell: ({ lastUsedAt }) => <RowTime iso={lastUsedAt} />,
    },
    {
      id: 'expires',
      header: 'Expires',
      className: 'w-28 max-sm:hidden',
      cell: ({ expiresAt }) => (
        <time dateTime={expiresAt} title={expiresAt}>
          {expiresAt.slice(0, 10)}
        </time>
      ),
    },
    {
      id: 'revoke',
      header: 'Actions',
      isNumeric: true,
      className: 'w-24',
      cell: (token) =>
        token.state === 'active' ? (
          <Button
            look="quiet"
            className="-mr-2 h-7 px-2"
            aria-label={`Revoke ${token.name}, …${token.ending}`}
            onClick={() => onRevoke(token)}
          >
            Revoke
          </Button>
        ) : null,
    },
  ];
}

function TokenCell({ token }: { readonly token: ApiToken }) {
  const { name, ending, state, permissions, expiresAt } = token;
  return (
    <span className="flex flex-col py-1 sm:py-0">
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate font-medium" title={name}>
          {name}
        </span>
        <code className="font-mono text-xs text-ink-soft">…{ending}</code>
        {state !== 'active' && <Badge>{state}</Badge>}
      </span>
      <span className="text-xs break-words text-ink-soft md:hidden">
        {permissions.join(', ')} {whereOf(token)}
      </span>
      <span className="text-xs text-ink-soft sm:hidden">until {expiresAt.slice(0, 10)}</span>
    </span>
  );
}
