/** For specs in TypeScript; in-turn.mjs says what it means. */
export class Turns {
  next<Item>(items: readonly Item[]): readonly Item[];
}
