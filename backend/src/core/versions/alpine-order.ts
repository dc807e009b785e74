import { genericOrder } from './generic-order.js';
import { byItems, byNumber, byText, orderOfParsed } from './version-order.js';

interface AlpineVersion {
  readonly numbers: readonly string[];
  readonly letter: string;
  /** `_rc1`, `_p2`, … */
  readonly suffixes: readonly (readonly [rank: number, number: string])[];
  readonly revision: string;
}

/** What comes before the version itself, then the version (''), then what comes after it. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];

const VERSION = /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?$/;

/** As apk-tools orders versions. */
export const alpineOrder = orderOfParsed(parse, compare, genericOrder);

function parse(version: string): AlpineVersion | null {
  const found = VERSION.exec(version);
  if (found === null) return null;
  const [, numbers = '', letter = '', suffixes = '', revision = '0'] = found;
  return {
    numbers: numbers.split('.'),
    letter,
    suffixes: Array.from(suffixes.matchAll(/_([a-z]+)(\d*)/g), ([, word = '', number = '']) => [
      SUFFIXES.indexOf(word),
      number,
    ]),
    revision,
  };
}

const NO_SUFFIX = [SUFFIXES.indexOf(''), ''] as const;

function compare(a: AlpineVersion, b: AlpineVersion): number {
  return (
    byNumbers(a.numbers, b.numbers) ||
    byText(a.letter, b.letter) ||
    byItems(
      a.suffixes,
      b.suffixes,
      NO_SUFFIX,
      ([rankA, numberA], [rankB, numberB]) => rankA - rankB || byNumber(numberA, numberB),
    ) ||
    byNumber(a.revision, b.revision)
  );
}

/** After the first, a number with a zero in front is read as the digits behind a decimal point. */
function byNumbers(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left, right] = [a[index] ?? '', b[index] ?? ''];
    const isFraction = index > 0 && (left.startsWith('0') || right.startsWith('0'));
    const order = isFraction ? byText(left, right) : byNumber(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
