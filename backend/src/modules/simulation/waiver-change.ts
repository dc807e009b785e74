import { laterWaivers } from '../../core/gate/later-waivers.js';
import type { Waiver } from '../../core/model/waiver.js';

/** A waiver that is put beside those in force, or taken away from them, or time that passes for them: data alone. */
export interface WaiverChange {
  /** Null for every project. */
  readonly projectId: number | null;
  readonly scope: Waiver['scope'];
  /** By which names the advisory of the scope goes in the findings of the server. Null: the scope is for no advisory, or there are too many. */
  readonly names: readonly string[] | null;
  readonly added: Waiver | null;
  /** Its name. */
  readonly removed: string | null;
  /** In milliseconds. */
  readonly later: number;
}

/** The waivers of an artifact after the change. */
export function changedWaivers(waivers: readonly Waiver[], { added, removed, later }: WaiverChange): readonly Waiver[] {
  const others = removed === null ? waivers : waivers.filter(({ id }) => id !== removed);
  return laterWaivers(added === null ? others : [...others, added], later);
}
