/** The rules of an environment as they stand in the policy, by section and key. What it does not name is left out. */
export type WrittenSettings = { readonly [section: string]: { readonly [key: string]: unknown } | undefined };

/** One key of a section that an environment may name. */
export interface Setting<Path extends string = string, Value = unknown> {
  /** Section and key, such as `vulnerabilities.critical`. */
  readonly path: Path;
  /** JSON schema of its value, with a title where an error must say what was expected; null for what a policy cannot name. */
  readonly schema: object | null;
  /** Whether the value asks for something by itself: it neither shapes what others ask, nor is the lenient one. */
  asks(value: Value): boolean;
}

export function valueOf<Value>(settings: WrittenSettings, { path }: Setting<string, Value>): Value | undefined {
  const [section = '', key = ''] = path.split('.');
  return settings[section]?.[key] as Value | undefined;
}
