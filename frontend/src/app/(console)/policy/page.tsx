import { CopyButton } from '@/components/ui/copy-button';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { ProblemNotice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { getPolicy, getPolicyProgress } from '@/features/policy/api/get-policy';
import { DecidedLine } from '@/features/policy/components/decided-line';
import { PolicyFrame } from '@/features/policy/components/policy-frame';
import { PolicySource } from '@/features/policy/components/policy-source';
import { RuleTable } from '@/features/policy/components/rule-table';
import { mayEverywhere } from '@/features/session/api/permissions';

export const metadata = { title: 'Policy' };

export default async function PolicyPage() {
  const [policy, progress, canWrite] = await Promise.all([
    getPolicy(),
    getPolicyProgress(),
    mayEverywhere('policy:write'),
  ]);
  return (
    <PolicyFrame canWrite={canWrite}>
      {policy.ok ? (
        <>
          <p className="mb-1 flex flex-wrap items-center gap-x-1 text-ink-soft">
            <span>
              Version {policy.data.number}, activated <RelativeTime iso={policy.data.activatedAt} />,
            </span>
            <span className="flex items-center">
              <ShortDigest digest={policy.data.version} />
              <CopyButton text={policy.data.version} what="policy version" />
            </span>
          </p>
          {progress.ok && <DecidedLine progress={progress.data} />}
          <RuleTable policy={policy.data} />
          <PolicySource source={policy.data.source} />
        </>
      ) : (
        <ProblemNotice problem={policy.problem} />
      )}
    </PolicyFrame>
  );
}
