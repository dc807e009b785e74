import type { Waiver } from '../../core/model/waiver.js';

/** A waiver that is put beside those in force, or taken away from them: data alone. */
export interface WaiverChange {
  /** Null for every project. */
  readonly projectId: number | null;
  readonly scope: Waiver['scope'];
  /** By which names the advisory of the scope goes in the findings of the server. Null: the scope is for no advisory, or there are too many. */
  readonly names: readonly string[] | null;
  readonly added: Waiver | null;
  /** Its name. */
  readonly removed: string | null;
}

/** The waivers of an artifact after the change. */
export function changedWaivers(waivers: readonly Waiver[], { added, removed }: WaiverChange): readonly Waiver[] {
  const others = waivers.filter(({ id }) => id !== removed);
  return added === null ? others : [...others, added];
}
