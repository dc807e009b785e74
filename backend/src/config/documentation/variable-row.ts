/** A line of a table of variables. */
export interface VariableRow {
  /** One, or several of which one is set: `NAME` and `NAME_FILE`. */
  readonly names: readonly string[];
  /** `yes`, `no`, or when. */
  readonly required: string;
  /** Empty where there is none. */
  readonly default: string;
  readonly isSecret: boolean;
  readonly example: string;
  readonly purpose: string;
}
