/** Stands for a finding without a line number. */
export const NO_LINE = -(2 ** 31);
