'use client';

import { useRouter } from 'next/navigation';
import { ProblemNotice } from '@/components/ui/notice';
import { SideSheet } from '@/components/ui/side-sheet';
import type { Account } from '@/lib/api/types';
import { PersonActs } from './person-acts';
import { PersonFacts } from './person-facts';
import { PersonRoles } from './person-roles';
import { useAccount } from './use-account';

interface PersonSheetProps {
  readonly accountId: string | null;
  /** From the list, if it is there. */
  readonly known: Account | undefined;
  readonly projects: readonly string[];
  readonly canWrite: boolean;
  readonly onClose: () => void;
}

/** One person: what they may do, how they get in, and what an administrator can do about it. */
export function PersonSheet({ accountId, known, projects, canWrite, onClose }: PersonSheetProps) {
  const router = useRouter();
  const { result, reload } = useAccount(accountId, known);
  const account = result?.ok ? result.data : null;
  const changed = () => {
    reload();
    // The list shows the same.
    router.refresh();
  };
  return (
    <SideSheet
      isOpen={accountId !== null}
      onClose={onClose}
      findReturnTarget={() =>
        document.querySelector<HTMLElement>(`a[data-row-link][href$="person=${accountId ?? ''}"]`) ??
        document.querySelector<HTMLElement>('[data-row-link]')
      }
      kicker={account?.email ?? 'Person'}
      title={account?.name ?? (result ? 'This account cannot be shown' : 'Person')}
    >
      {result?.ok === false && <ProblemNotice problem={result.problem} />}
      {account && (
        <div className="flex flex-col gap-6">
          <PersonFacts account={account} />
          <PersonRoles account={account} projects={projects} canWrite={canWrite} onChanged={changed} />
          {canWrite && <PersonActs key={account.id} account={account} onChanged={changed} />}
        </div>
      )}
    </SideSheet>
  );
}
