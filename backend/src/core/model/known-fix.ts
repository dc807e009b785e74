/** Since when a fix is known for the findings of one component by one advisory. */
export interface KnownFix {
  /** The name that leads the advisory. */
  readonly advisory: string;
  /** The component's key: a purl with its version. */
  readonly component: string;
  /** Left out: in every environment. */
  readonly environment?: string;
  /** ISO 8601. Null: the scanners said that there was none when the finding was last evaluated. */
  readonly since: string | null;
}
