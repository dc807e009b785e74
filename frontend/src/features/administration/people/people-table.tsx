'use client';

import { useCallback, useMemo } from 'react';
import { Badge } from '@/components/ui/badge';
import { DataTable, type Column } from '@/components/ui/data-table';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Account, AccountPage } from '@/lib/api/types';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { useOpenItem } from '@/lib/url/use-open-item';
import { grantInWords } from '../role-words';
import { peopleHref, peopleParameters, type PeopleQuery } from './people-query';
import { PersonSheet } from './person-sheet';
import { factorsInWords, lacksFactor } from './person-words';

interface PeopleTableProps {
  readonly query: PeopleQuery;
  readonly firstPage: AccountPage;
  readonly projects: readonly string[];
  readonly canWrite: boolean;
}

const PAGE_SIZE = 200;

export function PeopleTable({ query, firstPage, projects, canWrite }: PeopleTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/accounts', {
          params: { query: { ...peopleParameters(query), cursor, limit: PAGE_SIZE } },
        }),
      ),
    [query],
  );
  const list = useKeysetList(firstPage, loadPage);
  const { openId, open, close } = useOpenItem('person');
  const columns = useMemo(() => peopleColumns(query, open), [query, open]);
  return (
    <>
      <DataTable
        label="People"
        columns={columns}
        list={list}
        rowKey={(account) => account.id}
        isCurrent={(account) => account.id === openId}
      />
      <PersonSheet
        accountId={openId}
        known={list.items.find(({ id }) => id === openId)}
        projects={projects}
        canWrite={canWrite}
        onClose={close}
      />
    </>
  );
}

function peopleColumns(query: PeopleQuery, open: (id: string) => void): Column<Account>[] {
  return [
    {
      id: 'person',
      header: 'Person',
      cell: (account) => <PersonCell account={account} href={peopleHref(query, account.id)} onOpen={open} />,
    },
    {
      id: 'roles',
      header: 'Roles',
      className: 'hidden w-[26%] sm:table-cell',
      cell: ({ grants }) => {
        const text = grants.map(grantInWords).join(', ');
        return text === '' ? (
          <span className="text-ink-soft">none yet</span>
        ) : (
          <span className="block truncate" title={text}>
            {text}
          </span>
        );
      },
    },
    {
      id: 'factor',
      header: 'Second factor',
      className: 'hidden w-44 md:table-cell',
      cell: (account) =>
        lacksFactor(account) ? (
          <Badge look="loud">missing</Badge>
        ) : (
          factorsInWords(account.factors) || <span className="text-ink-soft">none</span>
        ),
    },
    {
      id: 'sessions',
      header: 'Signed in',
      className: 'hidden w-28 lg:table-cell',
      cell: ({ sessionCount }) =>
        sessionCount === 0 ? (
          <span className="text-ink-soft">no</span>
        ) : (
          `${sessionCount} ${sessionCount === 1 ? 'browser' : 'browsers'}`
        ),
    },
    {
      id: 'since',
      header: 'Created',
      className: 'hidden w-28 xl:table-cell',
      isNumeric: true,
      cell: ({ createdAt }) => createdAt.slice(0, 10),
    },
  ];
}

interface PersonCellProps {
  readonly account: Account;
  readonly href: string;
  readonly onOpen: (id: string) => void;
}

function PersonCell({ account, href, onOpen }: PersonCellProps) {
  const { id, name, email, state, isSso, grants } = account;
  return (
    <span className="flex flex-col py-1.5 sm:py-0">
      <span className="flex min-w-0 items-center gap-2">
        <a
          href={href}
          data-row-link
          title={email}
          className="stretched min-w-0 truncate font-medium group-focus-within/row:underline focus-visible:outline-none"
          onClick={(event) => {
            // The browser handles clicks that open a new tab or window.
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
            event.preventDefault();
            onOpen(id);
          }}
        >
          {name}
        </a>
        {state !== 'active' && <Badge look={state === 'disabled' ? 'loud' : 'plain'}>{state}</Badge>}
        {isSso && <Badge>SSO</Badge>}
        <span className="min-w-0 truncate text-xs text-ink-soft max-sm:hidden">{email}</span>
      </span>
      <span className="truncate text-xs text-ink-soft sm:hidden">
        {email}
        {grants.length > 0 && ` · ${grants.map(grantInWords).join(', ')}`}
      </span>
    </span>
  );
}
