import { NoPermission } from '@/components/ui/no-permission';
import { TabBar } from '@/components/ui/tab-bar';
import { ProblemNotice } from '@/components/ui/notice';
import { AREAS } from '@/features/administration/areas';
import { getSession } from '@/features/session/api/get-session';
import { may } from '@/features/session/session';

export const metadata = { title: 'Administration' };

export default async function AdministrationLayout({ children }: LayoutProps<'/administration'>) {
  const session = await getSession();
  if (!session.ok) return <ProblemNotice problem={session.problem} />;
  const areas = AREAS.filter(({ permission }) => may(session.data, permission));
  if (areas.length === 0) return <NoPermission title="Administration" permission="role:read" />;
  return (
    <>
      <h1 className="mb-2 text-xl">Administration</h1>
      <div className="mb-4">
        <TabBar label="Administration" tabs={areas.map(({ href, name }) => ({ href, name }))} />
      </div>
      {children}
    </>
  );
}
