/** The place of the cursor in a policy, and what is typed there. */
export interface YamlPlace {
  /** Keys from the top down to the mapping, or to the value, that is being typed. */
  readonly path: readonly string[];
  readonly kind: 'key' | 'value';
  /** The column at which the typed word starts, from 0. */
  readonly from: number;
  /** How far the key is indented. */
  readonly indent: number;
  /** Keys that stand in the same mapping already. */
  readonly siblings: readonly string[];
}

const KEY_IN_PROGRESS = /^( *)([\w-]*)$/;
const KEY_LINE = /^( *)([\w-]+|"[^"]*"|'[^']*'):(?: (.*))?$/;
/** The word after `key: `, or the last one of a list in brackets. */
const VALUE_IN_PROGRESS = /^ *[\w-]+: +(?:\[(?:[^\],]*, *)*)?([^\s,[\]]*)$/;
const LIST_ITEM = /^( *)- +(\S*)$/;

/**
 * Looks at indentation alone, so that it works on the half-written line for which a parser has no place yet. Policies
 * are block mappings; inside a mapping in braces nothing is suggested.
 */
export function placeAt(lines: readonly string[], line: number, column: number): YamlPlace | null {
  const typed = (lines[line] ?? '').slice(0, column);

  const key = KEY_IN_PROGRESS.exec(typed);
  if (key) {
    const [, spaces = '', word = ''] = key;
    const indent = spaces.length;
    return {
      kind: 'key',
      path: parentsOf(lines, line, indent),
      from: column - word.length,
      indent,
      siblings: siblingsOf(lines, line, indent),
    };
  }

  const value = VALUE_IN_PROGRESS.exec(typed);
  const name = KEY_LINE.exec(lines[line] ?? '');
  if (value && name) {
    const [, spaces = '', keyName = ''] = name;
    const path = [...parentsOf(lines, line, spaces.length), unquoted(keyName)];
    return { kind: 'value', path, from: column - (value[1] ?? '').length, indent: spaces.length, siblings: [] };
  }

  const item = LIST_ITEM.exec(typed);
  if (item) {
    const [, spaces = '', word = ''] = item;
    // A list may stand as far out as the key that it belongs to.
    const path = parentsOf(lines, line, spaces.length + 1);
    return { kind: 'value', path, from: column - word.length, indent: spaces.length, siblings: [] };
  }
  return null;
}

/** How far the line after this one starts in. */
export function indentBelow(line: string): number {
  const text = withoutComment(line);
  const own = /^ */.exec(text)?.[0].length ?? 0;
  return text.endsWith(':') ? own + 2 : own;
}

/** The path of the key that stands at a place, for telling what it means. */
export function keyAt(lines: readonly string[], line: number, column: number): readonly string[] | null {
  const match = KEY_LINE.exec(lines[line] ?? '');
  if (!match) return null;
  const [, spaces = '', key = ''] = match;
  if (column < spaces.length || column > spaces.length + key.length) return null;
  return [...parentsOf(lines, line, spaces.length), unquoted(key)];
}

/** The names of the policy's environments. */
export function environmentsOf(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.startsWith('environments:'));
  if (start < 0) return [];
  const below = lines.slice(start + 1);
  const end = below.findIndex((line) => /^[^\s#]/.test(line));
  const keys = below.slice(0, end < 0 ? undefined : end).flatMap((line) => {
    const match = KEY_LINE.exec(withoutComment(line));
    return match ? [{ indent: (match[1] ?? '').length, key: unquoted(match[2] ?? '') }] : [];
  });
  const outermost = Math.min(...keys.map(({ indent }) => indent));
  return keys.filter(({ indent }) => indent === outermost).map(({ key }) => key);
}

function parentsOf(lines: readonly string[], line: number, indent: number): string[] {
  const parents: string[] = [];
  let inner = indent;
  for (let index = line - 1; index >= 0 && inner > 0; index -= 1) {
    const match = KEY_LINE.exec(withoutComment(lines[index] ?? ''));
    if (!match || (match[1] ?? '').length >= inner) continue;
    inner = (match[1] ?? '').length;
    parents.unshift(unquoted(match[2] ?? ''));
  }
  return parents;
}

function siblingsOf(lines: readonly string[], line: number, indent: number): string[] {
  const keys: string[] = [];
  for (const step of [-1, 1]) {
    for (let index = line + step; index >= 0 && index < lines.length; index += step) {
      const text = withoutComment(lines[index] ?? '');
      if (text === '') continue;
      const own = /^ */.exec(text)?.[0].length ?? 0;
      if (own < indent) break;
      const match = KEY_LINE.exec(text);
      if (own === indent && match) keys.push(unquoted(match[2] ?? ''));
    }
  }
  return keys;
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '').trimEnd();
}

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}
