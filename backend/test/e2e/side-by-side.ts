/** As many as keep one process and its database busy. */
const AT_ONCE = 8;

/** Does the work for each item, several at a time, and answers what it has found fault with: the rest answers undefined. */
export async function faultsOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<string | undefined>,
): Promise<string[]> {
  const faults: string[] = [];
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      const fault = await work(item);
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return faults.sort();
}
