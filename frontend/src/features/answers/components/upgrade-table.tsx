import type { ReactNode } from 'react';
import type { UpgradeStep } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';

/** So many are shown at once. */
const SHOWN = 8;

const HEAD = 'border-b border-rule-strong py-1 pr-4 text-left text-xs font-medium text-ink-soft';
const CELL = 'border-b border-rule py-1.5 pr-4 align-top wrap-anywhere';

/** What is upgraded, from which version to which, and how many findings that fixes. */
export function UpgradeTable({ upgrades }: { readonly upgrades: readonly UpgradeStep[] }) {
  const more = upgrades.slice(SHOWN);
  return (
    <>
      <Rows upgrades={upgrades.slice(0, SHOWN)} />
      {more.length > 0 && (
        <details className="mt-1.5 text-sm">
          <summary className="inline-block py-0.5 text-ink-soft before:content-['+_'] hover:text-ink in-open:before:content-['−_']">
            {groupedNumber(more.length)} more
          </summary>
          <Rows upgrades={more} />
        </details>
      )}
    </>
  );
}

function Rows({ upgrades }: { readonly upgrades: readonly UpgradeStep[] }) {
  return (
    <table className="w-full border-separate border-spacing-0 text-sm">
      <thead>
        <tr>
          <th scope="col" className={HEAD}>
            Upgrade
          </th>
          <th scope="col" className={HEAD}>
            From
          </th>
          <th scope="col" className={HEAD}>
            To
          </th>
          <th scope="col" className={`${HEAD} pr-0! text-right`}>
            Fixes
          </th>
        </tr>
      </thead>
      <tbody>
        {upgrades.map(({ action, type, name, packages, from, to, findingCount }) => (
          <tr key={`${type} ${packages.join(' ')} ${from} ${to}`}>
            <th scope="row" className={`${CELL} text-left font-medium`}>
              <bdi>{action === 'rebuild' ? 'Go' : name}</bdi>
              {action === 'rebuild' ? (
                <Beside>rebuild, for {name}</Beside>
              ) : (
                !(packages.length === 1 && packages[0] === name) && <Beside>{packages.join(', ')}</Beside>
              )}
            </th>
            <td className={`${CELL} font-mono text-[0.92em]`}>{from ?? '—'}</td>
            <td className={`${CELL} font-mono text-[0.92em]`}>{to}</td>
            <td className={`${CELL} pr-0! text-right`}>{groupedNumber(findingCount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Beside({ children }: { readonly children: ReactNode }) {
  return <span className="block text-xs font-normal text-ink-soft">{children}</span>;
}
