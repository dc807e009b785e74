import type { ExitCode } from './exit-code.js';

/** A command that cannot be carried out. The message is for the person at the terminal: whole sentences. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
