import Link from 'next/link';
import { notFound } from 'next/navigation';
import { buttonLook } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { LineDiff } from '@/components/ui/line-diff';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { ProblemNotice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { getPolicy } from '@/features/policy/api/get-policy';
import { getPolicyVersion } from '@/features/policy/api/get-policy-versions';
import { PolicyFrame } from '@/features/policy/components/policy-frame';
import { PolicySource } from '@/features/policy/components/policy-source';
import { mayEverywhere } from '@/features/session/api/permissions';

export const metadata = { title: 'An earlier policy' };

export default async function PolicyVersionPage({ params }: PageProps<'/policy/history/[version]'>) {
  const digest = decodeURIComponent((await params).version);
  const [active, version, canWrite] = await Promise.all([
    getPolicy(),
    getPolicyVersion(digest),
    mayEverywhere('policy:write'),
  ]);
  if (!version.ok && [400, 404].includes(version.problem.status)) notFound();
  return (
    <PolicyFrame canWrite={canWrite}>
      {!version.ok && <ProblemNotice problem={version.problem} />}
      {!active.ok && <ProblemNotice problem={active.problem} />}
      {version.ok && active.ok && (
        <>
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <div>
              <h2 className="text-lg">Version {version.data.number}</h2>
              <p className="flex flex-wrap items-center gap-x-1 text-ink-soft">
                <span>
                  Active from <RelativeTime iso={version.data.activatedAt} />
                  {version.data.version === active.data.version && ' until now'}
                  {version.data.firstActivatedAt !== version.data.activatedAt && (
                    <>
                      ; first activated <RelativeTime iso={version.data.firstActivatedAt} />
                    </>
                  )}
                  ,
                </span>
                <span className="flex items-center">
                  <ShortDigest digest={version.data.version} />
                  <CopyButton text={version.data.version} what="policy version" />
                </span>
              </p>
            </div>
            {canWrite && version.data.version !== active.data.version && (
              <Link
                href={`/policy/edit?from=${encodeURIComponent(version.data.version)}`}
                className={buttonLook('plain')}
              >
                Restore as new version
              </Link>
            )}
          </div>
          {version.data.version !== active.data.version && (
            <section aria-labelledby="difference" className="mt-6">
              <h2 id="difference" className="mb-2 text-lg">
                Changes compared with the active version {active.data.number}
              </h2>
              <LineDiff label="Difference" before={active.data.source} after={version.data.source} />
            </section>
          )}
          <PolicySource source={version.data.source} />
        </>
      )}
    </PolicyFrame>
  );
}
