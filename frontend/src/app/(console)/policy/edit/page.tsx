import { notFound } from 'next/navigation';
import { NoPermission } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { getPolicy } from '@/features/policy/api/get-policy';
import { getPolicyVersion } from '@/features/policy/api/get-policy-versions';
import { PolicyEditor } from '@/features/policy/editor/policy-editor';
import { mayEverywhere } from '@/features/session/api/permissions';
import { oneOf } from '@/lib/url/search-parameters';

export const metadata = { title: 'Edit the policy' };

export default async function EditPolicyPage({ searchParams }: PageProps<'/policy/edit'>) {
  if (!(await mayEverywhere('policy:write'))) return <NoPermission title="Edit the policy" permission="policy:write" />;
  const from = oneOf(await searchParams, 'from');
  const [active, version] = await Promise.all([getPolicy(), from === undefined ? null : getPolicyVersion(from)]);
  if (version?.ok === false && [400, 404].includes(version.problem.status)) notFound();
  return (
    <>
      <h1 className="text-xl">Edit the policy</h1>
      {!active.ok && <ProblemNotice problem={active.problem} />}
      {version?.ok === false && <ProblemNotice problem={version.problem} />}
      {active.ok && version?.ok !== false && (
        <>
          <p className="mb-4 text-ink-soft">
            Active: version {active.data.number}, activated <RelativeTime iso={active.data.activatedAt} />.
            {version && ` You are restoring version ${version.data.number}. Save it to activate it.`}
          </p>
          <PolicyEditor active={active.data} initial={version?.data.source ?? active.data.source} />
        </>
      )}
    </>
  );
}
