/**
 * Whether an SPDX expression can be met with licences that are acceptable: one side of an OR is enough, both sides of
 * an AND are needed, and `WITH` an exception is judged by its licence. What is no expression is judged as one name.
 */
export function canBeMet(expression: string, isAcceptable: (licence: string) => boolean): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  const isExpression = tokens.some((token) => /^(?:AND|OR|WITH)$/i.test(token)) && tokens.length < MAX_TOKENS;
  if (!isExpression) return isAcceptable(expression.trim());
  return new Reader(tokens, isAcceptable).read() ?? isAcceptable(expression.trim());
}

const MAX_TOKENS = 200;

/** Reads `OR` below `AND` below `WITH`, from left to right; null where the text is no expression after all. */
class Reader {
  #at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly isAcceptable: (licence: string) => boolean,
  ) {}

  read(): boolean | null {
    const value = this.#either();
    return this.#at === this.tokens.length ? value : null;
  }

  #either(): boolean | null {
    let value = this.#both();
    while (this.#take('OR')) {
      const other = this.#both();
      value = value === null || other === null ? null : value || other;
    }
    return value;
  }

  #both(): boolean | null {
    let value = this.#one();
    while (this.#take('AND')) {
      const other = this.#one();
      value = value === null || other === null ? null : value && other;
    }
    return value;
  }

  #one(): boolean | null {
    if (this.#take('(')) {
      const value = this.#either();
      return this.#take(')') ? value : null;
    }
    const licence = this.tokens[this.#at];
    if (licence === undefined || /^(?:AND|OR|WITH|\))$/i.test(licence)) return null;
    this.#at += 1;
    if (this.#take('WITH')) this.#at += 1;
    return this.isAcceptable(licence);
  }

  #take(token: string): boolean {
    if (this.tokens[this.#at]?.toUpperCase() !== token) return false;
    this.#at += 1;
    return true;
  }
}
