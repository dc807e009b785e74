/** Shown this once. Those from before are worth nothing any more. */
export class RecoveryCodes {
  /** @example ["7K3M-9Q2X-B4TD-V8NA-W6PF-3HJC"] */
  recoveryCodes!: string[];
}
