import Link from 'next/link';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { RowTime } from '@/components/ui/relative-time';
import type { PolicyVersionSummary } from '@/lib/api/types';

/** Versions that were in force, newest first; the first one is. */
export function VersionList({ versions }: { readonly versions: readonly PolicyVersionSummary[] }) {
  return (
    <table className="w-full border-separate border-spacing-0 text-sm">
      <caption className="sr-only">Versions of the policy</caption>
      <thead>
        <tr>
          {['Version', 'Active from', 'By', 'Digest'].map((name) => (
            <th
              key={name}
              scope="col"
              className="h-8 border-y border-rule bg-sunken px-3 text-left text-xs font-medium text-ink-soft last:max-md:hidden"
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, number, activatedAt, activatedBy, origin }, index) => (
          <tr
            key={version}
            className="group/row relative h-9 bg-surface focus-within:bg-accent-wash hover:bg-accent-wash"
          >
            <th scope="row" className="border-b border-rule px-3 text-left font-medium whitespace-nowrap">
              <Link
                href={`/policy/history/${encodeURIComponent(version)}`}
                prefetch={false}
                className="stretched focus-visible:outline-none group-focus-within/row:underline"
              >
                Version {number}
              </Link>
              {index === 0 && (
                <span className="ml-2 rounded-sm border border-accent px-1.5 text-xs leading-5 text-accent">
                  active
                </span>
              )}
            </th>
            <td className="border-b border-rule px-3">
              <RowTime iso={activatedAt} />
            </td>
            <td className="border-b border-rule px-3 wrap-anywhere">
              {origin === 'file' ? <span className="text-ink-soft">policy file, at startup</span> : activatedBy}
            </td>
            <td className="border-b border-rule px-3 max-md:hidden">
              <ShortDigest digest={version} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
