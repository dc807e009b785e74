import { DomainError } from '../../common/errors/domain-error.js';

/** Not a comparison with nothing: that would call everything introduced. */
export class NothingToCompareError extends DomainError {
  override readonly name = 'NothingToCompareError';
  readonly code = 'nothing_to_compare';
  readonly status = 404;
  readonly title = 'There is no artifact to compare with';

  /** `environment`: where nothing of the image runs; undefined where it is the first artifact of its image. */
  constructor(environment: string | undefined) {
    super(
      environment === undefined
        ? 'This is the first artifact of its image. Name another one: ?to=ID.'
        : `No artifact of this image is recorded as running in ${environment}. POST /api/v1/deployments records one.`,
    );
  }
}

export class NoEarlierVerdictError extends DomainError {
  override readonly name = 'NoEarlierVerdictError';
  readonly code = 'no_earlier_verdict';
  readonly status = 404;
  readonly title = 'There is no verdict to compare with';

  constructor(environment: string) {
    super(`The artifact has no verdict for ${environment}.`);
  }
}
