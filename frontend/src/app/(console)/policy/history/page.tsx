import { ProblemNotice } from '@/components/ui/notice';
import { getPolicyVersions } from '@/features/policy/api/get-policy-versions';
import { PolicyFrame } from '@/features/policy/components/policy-frame';
import { VersionList } from '@/features/policy/components/version-list';
import { mayEverywhere } from '@/features/session/api/permissions';

export const metadata = { title: 'Policy history' };

export default async function PolicyHistoryPage() {
  const [versions, canWrite] = await Promise.all([getPolicyVersions(), mayEverywhere('policy:write')]);
  return (
    <PolicyFrame canWrite={canWrite}>
      {versions.ok ? <VersionList versions={versions.data} /> : <ProblemNotice problem={versions.problem} />}
    </PolicyFrame>
  );
}
