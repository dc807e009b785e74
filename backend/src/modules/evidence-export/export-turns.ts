import type { Principal } from '../access/principal.js';
import { ExportsBusyError, TooManyExportsError } from './evidence-export.errors.js';

const MOST_PER_CALLER = 2;

/** Each reads reports and verdicts for as long as it is downloaded. */
const MOST = 6;

/** Exports at once, in this process. */
export class ExportTurns {
  private readonly running = new Map<string, number>();
  private count = 0;

  /** Answers what ends the turn; called again it does nothing. Throws TooManyExportsError, ExportsBusyError. */
  begin(principal: Principal): () => void {
    const caller = nameOf(principal);
    const own = this.running.get(caller) ?? 0;
    if (own >= MOST_PER_CALLER) throw new TooManyExportsError(MOST_PER_CALLER);
    if (this.count >= MOST) throw new ExportsBusyError();
    this.running.set(caller, own + 1);
    this.count += 1;
    let hasEnded = false;
    return () => {
      if (hasEnded) return;
      hasEnded = true;
      this.count -= 1;
      const left = (this.running.get(caller) ?? 1) - 1;
      if (left === 0) this.running.delete(caller);
      else this.running.set(caller, left);
    };
  }
}

/** A person and their tokens are one. */
function nameOf(principal: Principal): string {
  if (principal.kind === 'person') return `account ${principal.accountId}`;
  return principal.owner === null ? `token ${principal.tokenId}` : `account ${principal.owner.accountId}`;
}
