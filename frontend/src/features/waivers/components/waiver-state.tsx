import { Badge } from '@/components/ui/badge';
import type { WaiverState } from '@/lib/api/types';
import { STATE_NAME } from '../waiver-words';

/** The state of a waiver as of now: a state that waits for a person stands out. */
export function WaiverStateBadge({ state }: { readonly state: WaiverState }) {
  return <Badge look={state === 'in-force' ? 'accent' : 'plain'}>{STATE_NAME[state]}</Badge>;
}
