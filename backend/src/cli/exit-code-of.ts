import { CommandError } from './command-error.js';
import { ExitCode } from './exit-code.js';
import { DockerConfigError, RegistryError, TamperedError } from './registry/registry-error.js';

/** The exit code of an error that is said in its message; null for a defect of Plimsoll. */
export function exitCodeOf(error: unknown): ExitCode | null {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof TamperedError) return ExitCode.fail;
  if (error instanceof DockerConfigError) return ExitCode.usage;
  return error instanceof RegistryError ? ExitCode.failedToRun : null;
}
