/** Rules of one environment that cannot all be meant. */
export interface Contradiction {
  /** Paths of the rules at odds, within the environment; an inherited one among them is not to blame. */
  readonly paths: readonly (readonly string[])[];
  readonly message: string;
}
