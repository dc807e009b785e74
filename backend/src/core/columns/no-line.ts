/** Stands for a finding that lies on no line. */
export const NO_LINE = -(2 ** 31);
