/** To plan the upgrades that remedies name would take longer than whoever asked can wait. */
export class TooMuchToPlanError extends Error {
  override name = 'TooMuchToPlanError';
}
