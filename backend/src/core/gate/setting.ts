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
  /** By what else than kind, severity, fix, exploitation, analysis, suppression and tools it tells findings apart. Left out: nothing but names. */
  tellsApart?(value: Value): TellsApart;
  /** Its value, a number, is asked for by this rule alone; others see at most whether it is named. Left out: others may ask for it. */
  readonly isItsOwn?: true;
}

/** What lies between two neighbours is alike to the setting. */
export interface TellsApart {
  /** How long ago a vulnerability was published, in milliseconds. */
  readonly ages?: readonly number[];
  /** Probabilities: what is below one, and the others. */
  readonly epss?: readonly number[];
}

export function valueOf<Value>(settings: WrittenSettings, { path }: Setting<string, Value>): Value | undefined {
  let place = PLACES.get(path);
  if (place === undefined) PLACES.set(path, (place = placeIn(path)));
  return settings[place.section]?.[place.key] as Value | undefined;
}

/** Rules ask for the same few paths over and over. */
const PLACES = new Map<string, { readonly section: string; readonly key: string }>();

function placeIn(path: string): { readonly section: string; readonly key: string } {
  const dot = path.indexOf('.');
  return { section: path.slice(0, dot), key: path.slice(dot + 1) };
}
