import type { FindingWaiver } from '@/lib/api/types';
import { environmentsInWords } from '../waiver-words';

/** Marks a finding that a waiver covers, and says where. */
export function WaivedBadge({ waivers }: { readonly waivers: readonly FindingWaiver[] }) {
  const environments = environmentsInWords(waivers.map(({ environment }) => environment));
  return (
    <span
      className="max-w-40 shrink-0 truncate rounded-sm border border-accent px-1 text-xs leading-4 font-medium text-accent"
      title={`Waived for ${environments}`}
    >
      waived for {environments}
    </span>
  );
}
