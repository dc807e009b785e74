import type { UpgradeStep } from '@/lib/api/types';
import { UpgradeTable } from './upgrade-table';

const GROUPS = [
  {
    layer: 'base',
    heading: 'In the base image',
    hint: 'Update the base image, or use these lines until it is rebuilt.',
  },
  { layer: 'own', heading: 'In your own layers', hint: null },
  { layer: 'both', heading: 'In the base image and in your own layers', hint: null },
  { layer: 'unknown', heading: 'Layer not known', hint: null },
] as const;

/** The upgrades by where they have to be made, if any report says; else as one list. */
export function UpgradesByLayer({ upgrades }: { readonly upgrades: readonly UpgradeStep[] }) {
  if (upgrades.every(({ layer }) => layer === 'unknown')) return <UpgradeTable upgrades={upgrades} />;
  const groups = GROUPS.map((group) => ({
    ...group,
    steps: upgrades.filter(({ layer }) => layer === group.layer),
  })).filter(({ steps }) => steps.length > 0);
  return (
    <div className="flex flex-col gap-3">
      {groups.map(({ layer, heading, hint, steps }) => (
        <section key={layer} aria-label={heading}>
          <h4 className="text-sm font-semibold">{heading}</h4>
          {hint !== null && <p className="text-sm text-ink-soft">{hint}</p>}
          <UpgradeTable upgrades={steps} />
        </section>
      ))}
    </div>
  );
}
