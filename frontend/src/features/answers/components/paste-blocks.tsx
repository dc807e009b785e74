import { CopyButton } from '@/components/ui/copy-button';
import type { WayToGreen } from '@/lib/api/types';

interface PasteBlocksProps {
  readonly blocks: WayToGreen['lines'];
  /** What they are for, in words: a page has the lines of several. */
  readonly environments: string;
}

/** The upgrades as lines for the files that they belong in. */
export function PasteBlocks({ blocks, environments }: PasteBlocksProps) {
  if (blocks.length === 0) return null;
  return (
    <ul className="flex min-w-0 flex-col gap-3">
      {blocks.map(({ where, text }) => (
        <li key={where}>
          <div className="flex items-center justify-between gap-2 text-xs text-ink-soft">
            <span>{where}</span>
            <CopyButton text={text} what={`lines for ${where}`} />
          </div>
          <pre
            tabIndex={0}
            role="region"
            aria-label={`Lines for ${where}, ${environments}`}
            className="max-h-60 overflow-auto rounded-sm border border-rule bg-sunken px-3 py-2 font-mono text-xs"
          >
            {text}
          </pre>
        </li>
      ))}
    </ul>
  );
}
