import { Fragment } from 'react';
import { clsx } from 'clsx';
import type { Policy } from '@/lib/api/types';
import { ruleRows, type RuleCell } from '../rule-rows';

/** Every rule as a sentence, environments side by side; on a phone, under each other. */
export function RuleTable({ policy }: { readonly policy: Policy }) {
  const { environments } = policy;
  return (
    <table className="w-full border-separate border-spacing-0 text-sm max-md:block lg:table-fixed">
      <caption className="sr-only">Rules of each environment</caption>
      <thead className="max-md:sr-only">
        <tr>
          <th scope="col" className={`${HEAD} w-64`}>
            Rule
          </th>
          {environments.map(({ name, extends: parent }) => (
            <th key={name} scope="col" className={HEAD}>
              <span className="text-sm font-semibold text-ink">{name}</span>
              {parent !== null && <span className="ml-2 font-normal">extends {parent}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {ruleRows(policy).map(({ rule, cells }) => (
          <tr key={rule} className="bg-surface max-md:block max-md:border-b max-md:border-rule max-md:py-2">
            <th scope="row" className={`${CELL} text-left font-normal`}>
              <RuleName rule={rule} />
            </th>
            {cells.map((cell, index) => (
              <td key={environments[index]?.name} className={CELL}>
                <span className="mr-2 font-semibold md:hidden">{environments[index]?.name}</span>
                <Sentence cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const HEAD =
  'sticky top-(--bar-height) z-10 h-9 border-y border-rule bg-sunken px-3 text-left text-xs font-medium text-ink-soft';
const CELL = 'border-rule px-3 py-2 align-top max-md:block max-md:py-0.5 md:border-b';

/** May break after its dots only. */
function RuleName({ rule }: { readonly rule: string }) {
  return (
    <code className="font-mono text-[0.92em]">
      {rule.split('.').map((part, index) => (
        <Fragment key={part}>
          {index > 0 && '.'}
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </code>
  );
}

function Sentence({ cell }: { readonly cell: RuleCell | null }) {
  if (cell === null) return <span className="text-ink-soft">no rule</span>;
  // What is inherited steps back, so that the differences between environments stand out.
  return <span className={clsx(!cell.isOwn && 'text-ink-soft')}>{cell.sentence}</span>;
}
