/** What several use of a whole, and no one of them more than their part. */
export class FairShare {
  private total = 0;
  private readonly byOne = new Map<string, number>();

  constructor(
    private readonly whole: number,
    private readonly part: number,
  ) {}

  /** False, and nothing taken, where it would be too much. */
  take(one: string, amount: number): boolean {
    const own = (this.byOne.get(one) ?? 0) + amount;
    if (this.total + amount > this.whole || own > this.part) return false;
    this.total += amount;
    this.byOne.set(one, own);
    return true;
  }

  give(one: string, amount: number): void {
    this.total -= amount;
    const own = (this.byOne.get(one) ?? 0) - amount;
    if (own === 0) this.byOne.delete(one);
    else this.byOne.set(one, own);
  }
}
