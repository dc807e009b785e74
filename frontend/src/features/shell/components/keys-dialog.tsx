'use client';

import { Modal } from '@/components/ui/modal';
import type { Destination } from '../navigation';

interface KeyGroup {
  readonly name: string;
  readonly keys: readonly (readonly [keys: string, effect: string])[];
}

const groupsWith = (destinations: readonly Destination[]): readonly KeyGroup[] => [
  {
    name: 'Everywhere',
    keys: [
      ['mod k', 'Command palette: pages, images, theme'],
      ['/', 'Search on this page'],
      ['?', 'Keyboard shortcuts'],
      ...destinations.map(({ keys, name }) => [keys, `Go to ${name}`] as const),
    ],
  },
  {
    name: 'In a list',
    keys: [
      ['↓ j', 'Next row'],
      ['↑ k', 'Previous row'],
      ['Home End', 'First row, last loaded row'],
      ['Enter', 'Open the row'],
    ],
  },
  {
    name: 'In a finding',
    keys: [
      ['j k', 'Next finding, previous finding'],
      ['Esc', 'Back to the list'],
    ],
  },
];

interface KeysDialogProps {
  readonly destinations: readonly Destination[];
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

export function KeysDialog({ destinations, isOpen, onOpenChange }: KeysDialogProps) {
  return (
    <Modal isOpen={isOpen} onOpenChange={onOpenChange} title="Keys">
      <div tabIndex={0} role="region" aria-label="All keys" className="overflow-y-auto px-4 py-3 -outline-offset-2">
        {groupsWith(destinations).map((group) => (
          <section key={group.name} className="mb-4 last:mb-1">
            <h3 className="mb-1 text-sm text-ink-soft">{group.name}</h3>
            <dl className="divide-y divide-rule border-y border-rule text-sm">
              {group.keys.map(([keys, effect]) => (
                <div key={keys} className="flex h-8 items-center gap-4">
                  <dt className="flex w-28 shrink-0 gap-1">
                    {keys.split(' ').map((key) => (
                      <kbd
                        key={key}
                        className="min-w-6 rounded-sm border border-rule-strong px-1.5 text-center font-mono text-xs leading-5"
                      >
                        {key === 'mod' ? '⌘/Ctrl' : key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{effect}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
