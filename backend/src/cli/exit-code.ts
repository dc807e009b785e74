/** What every command's exit code means. Nothing that failed to run exits 0. */
export const ExitCode = {
  pass: 0,
  fail: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  unknown: 3,
  /** Could not run: no usable report, or a scanner, registry, server or Plimsoll itself failed. */
  failedToRun: 4,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
