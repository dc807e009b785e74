import { SimulationsBusyError } from './simulation.errors.js';

/** One waits for another, so that a thread is enough for all. */
const MOST_WAITING = 8;

/** Simulations one after the other, and never two of one caller. */
export class SimulationTurns {
  private readonly callers = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  /** Throws SimulationsBusyError where the caller has one already, or too many wait. */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.callers.has(caller) || this.callers.size > MOST_WAITING) throw new SimulationsBusyError();
    this.callers.add(caller);
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.callers.delete(caller);
    }
  }
}
