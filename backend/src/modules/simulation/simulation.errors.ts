import { DomainError } from '../../common/errors/domain-error.js';

export class SimulationsBusyError extends DomainError {
  override readonly name = 'SimulationsBusyError';
  readonly code = 'simulations_busy';
  readonly status = 503;
  readonly title = 'Other policies are being simulated';
  override readonly headers = { 'Retry-After': '5' };

  constructor() {
    super('Simulations take their turn, one for each caller and few in all. Try again in some seconds.');
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
