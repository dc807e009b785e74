/** Why a scan no longer counts: somebody recalled it. */
export interface RecallNote {
  readonly id: string;
  /** In the words of who recalled it. */
  readonly reason: string;
}
