/** Why a scan no longer counts: it was recalled, or an environment denies its tool. */
export interface RecallNote {
  readonly id: string;
  /** The reason, as given for the recall. */
  readonly reason: string;
  /** Set where it is not a recall, but the policy of one environment (`evidence.tools`). */
  readonly isDenied?: true;
}
