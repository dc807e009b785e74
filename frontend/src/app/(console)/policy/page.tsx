import { CopyButton } from '@/components/ui/copy-button';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { ProblemNotice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { getPolicy } from '@/features/policy/api/get-policy';
import { PolicySource } from '@/features/policy/components/policy-source';
import { RuleTable } from '@/features/policy/components/rule-table';

export const metadata = { title: 'Policy' };

export default async function PolicyPage() {
  const policy = await getPolicy();
  return (
    <>
      <h1 className="text-xl">Policy</h1>
      {policy.ok ? (
        <>
          <p className="mt-1 mb-5 flex flex-wrap items-center gap-x-1 text-ink-soft">
            <span>
              Version {policy.data.number}, in force since <RelativeTime iso={policy.data.activatedAt} />,
            </span>
            <span className="flex items-center">
              <ShortDigest digest={policy.data.version} />
              <CopyButton text={policy.data.version} what="policy version" />
            </span>
          </p>
          <RuleTable policy={policy.data} />
          <PolicySource source={policy.data.source} />
        </>
      ) : (
        <div className="mt-4">
          <ProblemNotice problem={policy.problem} />
        </div>
      )}
    </>
  );
}
