/** The policy has no such environment. */
export class UnknownEnvironmentError extends Error {
  override readonly name = 'UnknownEnvironmentError';

  constructor(
    readonly environment: string,
    readonly known: readonly string[],
  ) {
    super(`The policy has no environment ${environment}. It has ${known.join(', ')}.`);
  }
}
