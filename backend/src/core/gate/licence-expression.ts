import parse from 'spdx-expression-parse';
import { isAllowedName, isDeniedInWords, isDeniedName, readLicence } from './licence-name.js';

/**
 * Whether a licence can be met with what is allowed: one side of an OR is enough, both sides of an AND are needed, and `WITH` an
 * exception is judged by its licence. What is no SPDX expression is judged as one name. Patterns are as `readLicence` gives them.
 */
export function isAllowed(licence: string, patterns: readonly string[]): boolean {
  const read = readLicence(licence);
  const isGood = (name: string): boolean => isAllowedName(name, patterns);
  const expression = expressionIn(read);
  return isGood(read) || (expression !== null && canBeMet(expression, isGood));
}

/**
 * Whether a licence cannot be met without one that is denied. What is no SPDX expression is held against the list by each word, and as a
 * whole: whoever writes a licence so that it cannot be read gains nothing by it.
 */
export function isDenied(licence: string, patterns: readonly string[]): boolean {
  const read = readLicence(licence);
  const expression = expressionIn(read);
  if (expression === null) return isDeniedInWords(read, patterns);
  return isDeniedName(read, patterns) || !canBeMet(expression, (name) => !isDeniedName(name, patterns));
}

/** `licence` is a name, or `left` and `right` are two such trees. */
type Expression =
  | { readonly licence: string }
  | { readonly conjunction: 'and' | 'or'; readonly left: Expression; readonly right: Expression };

/** The parser calls itself for each bracket. */
const MAX_TOKENS = 200;

const ANY_LICENCE = 'LicenseRef-';
const ANY_EXCEPTION = 'Classpath-exception-2.0';

/**
 * The text as a tree; null where it is none. Names are free, for there are more licences than SPDX has on its list: each stands there as
 * a reference while the text is parsed.
 */
function expressionIn(read: string): Expression | null {
  const tokens = read.match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length === 0 || tokens.length > MAX_TOKENS) return null;
  const names: string[] = [];
  const written = tokens.map((token, place) => {
    if (token === '(' || token === ')') return token;
    if (token === 'and' || token === 'or' || token === 'with') return token.toUpperCase();
    if (!/^[\w.:-]+\+?$/.test(token)) return '?';
    return tokens[place - 1] === 'with' ? ANY_EXCEPTION : `${ANY_LICENCE}${names.push(token) - 1}`;
  });
  try {
    return named(parse(written.join(' ')), names);
  } catch {
    return null;
  }
}

function named(info: parse.Info, names: readonly string[]): Expression {
  if ('conjunction' in info) {
    return { conjunction: info.conjunction, left: named(info.left, names), right: named(info.right, names) };
  }
  return { licence: names[Number(info.license.slice(ANY_LICENCE.length))] ?? '' };
}

function canBeMet(expression: Expression, isAcceptable: (licence: string) => boolean): boolean {
  if ('licence' in expression) return isAcceptable(expression.licence);
  const left = canBeMet(expression.left, isAcceptable);
  const right = canBeMet(expression.right, isAcceptable);
  return expression.conjunction === 'or' ? left || right : left && right;
}
