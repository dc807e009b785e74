import { isPrototypeName } from './prototype-names.js';

/** Nothing that is sent here is nested deeper than this. */
const DEPTH_LIMIT = 32;

/** A string, or a sign that opens, closes or separates; of everything else there is nothing to know. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{},:]/g;

/**
 * Refuses JSON that two readers could take for two different things, or that would take a deep stack to walk through:
 * a member that an object has twice, one named like what every object has, NUL in a text, and nesting without an end. Expects text that is well-formed.
 */
export function checkJsonText(text: string): void {
  /** Of each object that is open its members, of each list null. */
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > DEPTH_LIMIT) throw new SyntaxError(`it is nested deeper than ${DEPTH_LIMIT} levels`);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token.startsWith('"')) {
      const members = open.at(-1);
      const isName = members instanceof Set && (last === '{' || last === ',');
      checkString(token, isName ? members : null);
    }
    last = token;
  }
}

function checkString(token: string, members: Set<string> | null): void {
  const value = JSON.parse(token) as string;
  if (value.includes('\0')) throw new SyntaxError('it holds a NUL character');
  if (members === null) return;
  if (isPrototypeName(value)) throw new SyntaxError(`no member can be named ${value}`);
  if (members.has(value)) throw new SyntaxError('an object has the same member twice');
  members.add(value);
}
