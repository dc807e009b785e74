/** Why a finding is not counted. `until` is in milliseconds, Infinity for ever. */
export interface Clearance {
  readonly by: 'waiver' | 'vex' | 'suppression' | 'built-in';
  readonly waiver: string | null;
  readonly until: number;
}
