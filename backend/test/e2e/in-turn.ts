import { isFullRun } from '../../../testkit/tier.mjs';

/** Each case is tried on one in so many. */
const SHARE = 3;

/**
 * Shares items out among cases that ask all of them the same: in the run of every change each case has every third item, and the
 * case after it begins one further, so that every item has a third of the cases. In the full run each case has all.
 */
export class Turns {
  private turn = 0;

  next<Item>(items: readonly Item[]): readonly Item[] {
    if (isFullRun) return items;
    const turn = this.turn;
    this.turn += 1;
    return items.filter((_, place) => (place + turn) % SHARE === 0);
  }
}
