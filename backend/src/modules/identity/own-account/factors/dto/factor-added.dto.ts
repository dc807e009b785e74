import { SessionState } from '../../../sign-in/dto/session-state.dto.js';

export class FactorAdded {
  /** Ten recovery codes if it is the first factor, shown only once. Each code works once, in place of the factor. */
  recoveryCodes!: string[] | null;
  session!: SessionState;
}
