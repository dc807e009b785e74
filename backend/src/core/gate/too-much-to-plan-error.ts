/** Planning the upgrades that remedies name would take longer than the caller allows. */
export class TooMuchToPlanError extends Error {
  override name = 'TooMuchToPlanError';
}
