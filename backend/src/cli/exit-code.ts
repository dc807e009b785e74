/** What every command's exit code means. Nothing that failed to run exits 0. */
export const ExitCode = {
  pass: 0,
  fail: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  unknown: 3,
  /** There is no usable report (the scanner failed, or what it wrote cannot be read), or Plimsoll itself broke. */
  failedToRun: 4,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
