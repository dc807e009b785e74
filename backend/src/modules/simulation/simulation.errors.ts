import { DomainError } from '../../common/errors/domain-error.js';

export class SimulationsBusyError extends DomainError {
  override readonly name = 'SimulationsBusyError';
  readonly code = 'simulations_busy';
  readonly status = 503;
  readonly title = 'Other policies are being simulated';
  override readonly headers = { 'Retry-After': '5' };

  constructor() {
    super('Each caller can run one simulation at a time, and the server runs few at once. Try again in a few seconds.');
  }
}

/** A limit ended the thread in which it ran. */
export class SimulationTooHeavyError extends DomainError {
  override readonly name = 'SimulationTooHeavyError';
  readonly code = 'simulation_too_heavy';
  readonly status = 503;
  readonly title = 'The artifacts are too large to simulate';

  constructor(limit: string) {
    super(`Simulating the policy exceeds ${limit}. Raise the limit, and try again.`);
  }
}

/** No caller is left to answer: the connection was closed before the answer. */
export class SimulationAbandonedError extends DomainError {
  override readonly name = 'SimulationAbandonedError';
  readonly code = 'simulation_abandoned';
  readonly status = 503;
  readonly title = 'The simulation was stopped';

  constructor() {
    super('The connection was closed before the simulation was done, so it was stopped.');
  }
}
