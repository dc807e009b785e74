import { laterWaivers } from '../../core/gate/later-waivers.js';
import type { Waiver } from '../../core/model/waiver.js';

/** Waivers that are put beside those in force, or taken away from them, or time that passes for them: data alone. */
export interface WaiverChange {
  /** Null for every project. */
  readonly projectId: number | null;
  readonly scope: Waiver['scope'];
  /** By which names the advisory of the scope goes in the findings of the server. Null: the scope is for no advisory, or there are too many. */
  readonly names: readonly string[] | null;
  readonly added: readonly Waiver[];
  /** The name of one that is removed, and of which the added ones are other revisions: what is known of fixes stays known. */
  readonly edited?: string;
  /** Their names. */
  readonly removed: readonly string[];
  /** In milliseconds. */
  readonly later: number;
}

/** The waivers of an artifact after the change. */
export function changedWaivers(waivers: readonly Waiver[], change: WaiverChange): readonly Waiver[] {
  const { added, removed, edited, later } = change;
  const others = removed.length === 0 ? waivers : waivers.filter(({ id }) => !removed.includes(id));
  const fixes = edited === undefined ? undefined : waivers.find(({ id }) => id === edited)?.fixes;
  const put = fixes === undefined ? added : added.map((waiver) => ({ ...waiver, fixes }));
  return laterWaivers(put.length === 0 ? others : [...others, ...put], later);
}
