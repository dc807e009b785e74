import { VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

interface Open {
  /** Null in a list. */
  readonly keys: Set<string> | null;
  isKeyNext: boolean;
}

/**
 * Refuses what JSON.parse reads over: a key that stands twice in one object, of which two readers take two different values; and what is
 * deeper than any document. `text` is valid JSON but for its depth.
 */
export function checkJson(text: string): void {
  const stack: Open[] = [];
  for (let place = 0; place < text.length; place += 1) {
    const top = stack.at(-1);
    switch (text[place]) {
      case '{':
      case '[':
        stack.push(text[place] === '{' ? { keys: new Set(), isKeyNext: true } : { keys: null, isKeyNext: false });
        if (stack.length > VEX_LIMITS.depth) {
          throw new VexError('vex_limit', `the document is nested more than ${VEX_LIMITS.depth} levels deep`);
        }
        break;
      case '}':
      case ']':
        stack.pop();
        break;
      case ',':
        if (top !== undefined && top.keys !== null) top.isKeyNext = true;
        break;
      case '"': {
        const end = endOfString(text, place);
        if (top !== undefined && top.keys !== null && top.isKeyNext) {
          top.isKeyNext = false;
          const key = keyOf(text.slice(place, end + 1));
          if (top.keys.has(key)) {
            throw new VexError('vex_invalid', `the key "${key.slice(0, 100)}" stands twice in one object`);
          }
          top.keys.add(key);
        }
        place = end;
        break;
      }
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let end = start + 1; ; end += 1) {
    end = text.indexOf('"', end);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end;
  }
}

function keyOf(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
