import type { Change } from './change.js';

/** In milliseconds: of what is older, only that something may have happened is known. */
const KEPT_FOR = 60_000;

const MOST_KEPT = 1_000;

/** What happened a moment ago, for who has asked for a page before they listen. */
export class RecentChanges {
  private readonly kept: { readonly change: Change; readonly at: number }[] = [];

  /** Since when all that happened is kept. In milliseconds, as `performance.now()` has it. */
  private since: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.since = now();
  }

  add(change: Change): void {
    this.kept.push({ change, at: this.now() });
    this.forget();
  }

  /** What happened before is not known any more. */
  startAnew(): void {
    this.kept.length = 0;
    this.since = this.now();
  }

  /** Of the last so many milliseconds; null where not all of it is known. */
  ofLast(milliseconds: number): readonly Change[] | null {
    this.forget();
    const from = this.now() - milliseconds;
    return from < this.since ? null : this.kept.filter(({ at }) => at >= from).map(({ change }) => change);
  }

  private forget(): void {
    const oldest = this.now() - KEPT_FOR;
    while (this.kept.length > MOST_KEPT || (this.kept[0]?.at ?? oldest) < oldest) {
      this.since = Math.max(this.since, (this.kept.shift()?.at ?? 0) + 1);
    }
    this.since = Math.max(this.since, oldest);
  }
}
