'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { Waiver } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { useWaiverRights } from '../use-waiver-rights';
import { ACT_VERB, BULK_ACTS, bulkActsFor, type BulkAct } from '../waiver-acts';
import { BulkDialog } from './bulk-dialog';

interface BulkBarProps {
  readonly selected: readonly Waiver[];
  /** All that can be selected of what is loaded. */
  readonly selectable: readonly Waiver[];
  readonly onSelect: (waivers: readonly Waiver[]) => void;
}

/** As many as the API takes at once. */
export const MOST_SELECTED = 100;

/** What can be done with all of the waivers that are selected. */
export function BulkBar({ selected, selectable, onSelect }: BulkBarProps) {
  const router = useRouter();
  const rights = useWaiverRights();
  const [act, setAct] = useState<BulkAct | null>(null);
  if (selected.length === 0) return null;
  const acts = BULK_ACTS.filter((each) => selected.every((waiver) => bulkActsFor(waiver, rights).includes(each)));
  const all = selectable.slice(0, MOST_SELECTED);
  return (
    <div
      role="group"
      aria-label="Selected waivers"
      className="sticky bottom-3 z-30 mt-3 flex flex-wrap items-center gap-2 rounded-md border border-rule-strong bg-surface px-3 py-2 shadow-sheet print:hidden"
    >
      <p role="status" className="mr-2 font-medium">
        {counted(selected.length, 'waiver')} selected
      </p>
      {acts.map((each) => (
        <Button key={each} look={each === 'approve' ? 'primary' : 'plain'} onClick={() => setAct(each)}>
          {ACT_VERB[each]}
        </Button>
      ))}
      {acts.length === 0 && <p className="text-sm text-ink-soft">No action applies to all of them.</p>}
      <span className="ml-auto flex flex-wrap">
        {selected.length < all.length && (
          <Button look="quiet" onClick={() => onSelect(all)}>
            Select {all.length}
          </Button>
        )}
        <Button look="quiet" onClick={() => onSelect([])}>
          Clear
        </Button>
      </span>
      {act !== null && (
        <BulkDialog
          act={act}
          waivers={selected}
          onClose={() => setAct(null)}
          onDone={() => {
            setAct(null);
            onSelect([]);
            router.refresh();
          }}
        />
      )}
    </div>
  );
}
