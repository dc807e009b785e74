import { REALMS } from './realms.js';

/** Methods of arrays that look at their elements, one after the other. */
const WITH_CALLBACK = [
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'map',
  'reduce',
  'some',
  'sort',
  'toSorted',
] as const;
const WITHOUT_CALLBACK = [
  'includes',
  'indexOf',
  'lastIndexOf',
  'slice',
  'concat',
  'join',
  'toReversed',
  'reverse',
  'sort',
  'toSorted',
  'splice',
] as const;

type Method = (this: unknown, ...given: unknown[]) => unknown;

/**
 * Counts the elements that work looks at: by the callbacks and comparisons of arrays' methods, by searches within them, by copies, and
 * by what is taken from iterators. Unlike time, it is the same on every machine and in every run.
 */
export async function countSteps(work: () => unknown): Promise<number> {
  const counts = REALMS.map(countIn);
  try {
    await work();
    return counts.reduce((total, { steps }) => total + steps(), 0);
  } finally {
    for (const { restore } of counts) restore();
  }
}

interface Count {
  steps(): number;
  restore(): void;
}

function countIn(realm: typeof globalThis): Count {
  let steps = 0;
  const restores: (() => void)[] = [];
  const replace = (prototype: object, name: string | symbol, wrap: (method: Method) => Method): void => {
    const before = Object.getOwnPropertyDescriptor(prototype, name);
    const method = before?.value as Method | undefined;
    if (before === undefined || method === undefined) throw new Error(`there is no ${String(name)}`);
    Object.defineProperty(prototype, name, { ...before, value: wrap(method) });
    restores.push(() => Object.defineProperty(prototype, name, before));
  };
  for (const name of WITH_CALLBACK) {
    replace(
      realm.Array.prototype,
      name,
      (method) =>
        function (this: unknown, callback: unknown, ...others) {
          if (typeof callback !== 'function') return method.call(this, callback, ...others);
          const counted = function (this: unknown, ...given: unknown[]): unknown {
            steps += 1;
            return (callback as Method).apply(this, given);
          };
          return method.call(this, counted, ...others);
        },
    );
  }
  for (const name of WITHOUT_CALLBACK) {
    replace(
      realm.Array.prototype,
      name,
      (method) =>
        function (this: unknown, ...given) {
          if (typeof given[0] !== 'function') {
            const result = method.apply(this, given);
            const isCopy = Array.isArray(result);
            steps += isCopy ? result.length : lookedAt(this as unknown[], name, result);
            return result;
          }
          return method.apply(this, given);
        },
    );
  }
  for (const iterable of [new realm.Array(), new realm.Map(), new realm.Set()] satisfies Iterable<unknown>[]) {
    const iterator: object = iterable[Symbol.iterator]();
    replace(
      Object.getPrototypeOf(iterator) as object,
      'next',
      (method) =>
        function (this: unknown, ...given) {
          steps += 1;
          return method.apply(this, given);
        },
    );
  }
  return {
    steps: () => steps,
    restore: () => {
      for (const restore of restores.toReversed()) restore();
    },
  };
}

/** A search ends where it finds something. */
function lookedAt(list: readonly unknown[], name: string, result: unknown): number {
  return name === 'indexOf' && typeof result === 'number' && result >= 0 ? result + 1 : list.length;
}
