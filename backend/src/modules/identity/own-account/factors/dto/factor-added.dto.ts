import { SessionState } from '../../../sign-in/dto/session-state.dto.js';

export class FactorAdded {
  /** Ten codes, shown this once, where it is the first factor. Each lets the person in one time without it. */
  recoveryCodes!: string[] | null;
  session!: SessionState;
}
