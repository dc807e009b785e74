/** How many answers are kept, and of how long texts. */
export interface Memory {
  readonly most: number;
  /** In UTF-16 units. */
  readonly longest: number;
}

/** A pure function of a text that keeps its last answers: reports ask the same thousands of times. */
export function remembered<Value>(of: (text: string) => Value, { most, longest }: Memory): (text: string) => Value {
  const answers = new Map<string, Value>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const value = of(text);
    if (text.length > longest) return value;
    // Part of a longer text would keep all of that.
    const own = Buffer.from(text).toString();
    if (own !== text) return value;
    if (answers.size >= most) answers.clear();
    answers.set(own, value);
    return value;
  };
}
