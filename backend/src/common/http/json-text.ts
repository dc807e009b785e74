import { unwantedCharacterIn } from '../text/unwanted-character.js';
import { isPrototypeName } from './prototype-names.js';

/** Nothing that is sent here is nested deeper than this. */
const DEPTH_LIMIT = 32;

/** A string, or a sign that opens, closes or separates; of everything else there is nothing to know. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[[\]{},:]/g;

/** What is wrong with the text, and where: a JSON pointer (RFC 6901). */
export class JsonTextError extends SyntaxError {
  override readonly name = 'JsonTextError';

  constructor(
    message: string,
    readonly pointer: string,
  ) {
    super(message);
  }
}

/** An object or a list that is not closed yet. */
interface Open {
  /** Of an object, the names so far. */
  readonly members: Set<string> | null;
  /** The member or the element that is being read. */
  step: string | number;
}

/**
 * Refuses JSON that two readers could take for two different things, or that would take a deep stack to walk through:
 * a member that an object has twice, one named like what every object has, characters that stand in no text, and nesting without
 * an end. Expects text that is well-formed. Throws JsonTextError.
 */
export function checkJsonText(text: string): void {
  const open: Open[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const inside = open.at(-1);
    if (token === '{' || token === '[') {
      open.push({ members: token === '{' ? new Set() : null, step: token === '{' ? '' : 0 });
      if (open.length > DEPTH_LIMIT) refuse(`is nested deeper than ${DEPTH_LIMIT} levels`, open.slice(0, -1));
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ',' && typeof inside?.step === 'number') {
      inside.step += 1;
    } else if (token.startsWith('"')) {
      checkString(JSON.parse(token) as string, inside, last === '{' || last === ',', open);
    }
    last = token;
  }
}

function checkString(value: string, inside: Open | undefined, isFirst: boolean, open: readonly Open[]): void {
  const unwanted = unwantedCharacterIn(value);
  if (inside === undefined || inside.members === null || !isFirst) {
    if (unwanted !== null) refuse(`holds ${unwanted}`, open);
    return;
  }
  const outside = open.slice(0, -1);
  if (unwanted !== null) refuse(`a member’s name holds ${unwanted}`, outside);
  if (isPrototypeName(value)) refuse(`no member can be named ${value}`, outside);
  inside.step = value;
  if (inside.members.has(value)) refuse('an object has the same member twice', open);
  inside.members.add(value);
}

function refuse(message: string, open: readonly Open[]): never {
  const steps = open.map(({ step }) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  throw new JsonTextError(message, steps.map((step) => `/${step}`).join(''));
}
