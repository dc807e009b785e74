/** Runs over a list with so many under way at the same time, in the list's order; the first error ends it. */
export async function severalAtOnce<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const due = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of due) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
