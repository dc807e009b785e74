import type { Recall } from '@/lib/api/types';
import { exactTime } from '@/lib/format/time';

type Conditions = Pick<Recall, 'tool' | 'versions' | 'sender' | 'receivedFrom' | 'receivedUntil'>;

/** Which scans a recall is about, a line each. */
export function conditionsInWords({ tool, versions, sender, receivedFrom, receivedUntil }: Conditions): string[] {
  const scanner = [tool ?? (versions === null ? '' : 'any scanner'), versions ?? ''].join(' ').trim();
  return [
    ...(scanner === '' ? [] : [`by ${scanner}`]),
    ...(sender === null ? [] : [`sent by ${sender}`]),
    ...(receivedFrom === null ? [] : [`received from ${exactTime(receivedFrom)}`]),
    ...(receivedUntil === null ? [] : [`received before ${exactTime(receivedUntil)}`]),
  ];
}
