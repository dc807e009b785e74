import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonLook } from '@/components/ui/button';
import { TabBar } from '@/components/ui/tab-bar';

interface PolicyFrameProps {
  readonly canWrite: boolean;
  readonly children: ReactNode;
}

const TABS = [
  { href: '/policy', name: 'Active' },
  { href: '/policy/history', name: 'History' },
];

/** What the pages of the policy share. */
export function PolicyFrame({ canWrite, children }: PolicyFrameProps) {
  return (
    <>
      <div className="mb-2 flex min-h-8 items-center justify-between gap-4">
        <h1 className="text-xl">Policy</h1>
        {canWrite && (
          <Link href="/policy/edit" className={`${buttonLook('primary')} print:hidden`}>
            Edit
          </Link>
        )}
      </div>
      <div className="mb-4">
        <TabBar label="Policy" tabs={TABS} />
      </div>
      {children}
    </>
  );
}
