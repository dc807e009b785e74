import { Injectable } from '@nestjs/common';
import type { Flipped } from '../gate/verdict-flip.js';
import type { VerdictPair } from './verdict-history.repository.js';

/** An artifact's page asks for one of each environment, and a fleet has few pages that are looked at. */
const MOST_KEPT = 300;

/** Why verdicts changed, as it was found: both are immutable, so the answer stays what it is. Of those that were asked for last. */
@Injectable()
export class KnownFlips {
  private readonly kept = new Map<string, Flipped>();

  /** What is missing may be found another time, and is not kept. */
  async of(pair: VerdictPair, find: () => Promise<Flipped>): Promise<Flipped> {
    const key = `${pair.fromRow} ${pair.row}`;
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    const found = await find();
    if (found.missing === null) this.keep(key, found);
    return found;
  }

  private keep(key: string, found: Flipped): void {
    this.kept.set(key, found);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
  }
}
