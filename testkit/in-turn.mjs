import { isFullRun } from './tier.mjs';

/** Each case is tried on one in so many. */
const SHARE = 3;

/**
 * Shares items out among cases that ask all of them the same: in the run of every change each case has every third item, and the
 * case after it begins one further, so that every item has a third of the cases. In the full run each case has all.
 */
export class Turns {
  #turn = 0;

  /**
   * @template Item
   * @param {readonly Item[]} items
   * @returns {readonly Item[]} those of the next case
   */
  next(items) {
    if (isFullRun) return items;
    const turn = this.#turn;
    this.#turn += 1;
    return items.filter((_, place) => (place + turn) % SHARE === 0);
  }
}
