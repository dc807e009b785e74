import { GenerateError } from './generate-error.mjs';

/** @typedef {import('../../frontend/src/features/help/document.js').Block} Block */
/** @typedef {import('../../frontend/src/features/help/document.js').Inline} Inline */

/** What begins a block that is not read. */
const NOT_READ = /^(?:>|<|!\[| {2,}[-*\d])/;
const ITEM = /^(?:-|\d+\.) /;
const INLINE =
  /`(?<code>[^`]+)`|\[(?<text>[^\]]*)\]\((?<href>[^)\s]+)\)|\*\*(?<strong>[^*]+)\*\*|\*(?<emphasis>[^*]+)\*/;

/**
 * The blocks of a document in the Markdown that this project writes: headings, paragraphs, lists of one level, tables, fenced
 * code. Anything else is a problem, so that nothing is shown as it is not meant.
 *
 * @param {string} markdown
 * @returns {Block[]}
 */
export function blocksOf(markdown) {
  /** @type {Block[]} */
  const blocks = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length;) {
    const from = at;
    const line = lines[at] ?? '';
    if (line === '') at += 1;
    else if (NOT_READ.test(line)) throw new GenerateError([`line ${at + 1} cannot be shown in the console: ${line}`]);
    else if (line.startsWith('```')) {
      const end = lines.indexOf('```', at + 1);
      if (end < 0) throw new GenerateError([`line ${at + 1} begins a block of code that has no end`]);
      blocks.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
      at = end + 1;
    } else if (line.startsWith('#')) {
      blocks.push(headingOf(line));
      at += 1;
    } else {
      while (at < lines.length && lines[at] !== '' && !(lines[at] ?? '').startsWith('```')) at += 1;
      blocks.push(blockOf(lines.slice(from, at)));
    }
  }
  return blocks;
}

/**
 * @param {string} line
 * @returns {Block}
 */
function headingOf(line) {
  const [, hashes = '', text = ''] = /^(#+) (.+)$/.exec(line) ?? [];
  const id = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
  return { kind: 'heading', level: hashes.length, id, text: inlinesOf(text) };
}

/**
 * @param {readonly string[]} lines that follow each other
 * @returns {Block}
 */
function blockOf(lines) {
  const [first = ''] = lines;
  if (first.startsWith('|')) {
    const [head = [], , ...rows] = lines.map(cellsOf);
    return { kind: 'table', head, rows };
  }
  if (!ITEM.test(first)) return { kind: 'paragraph', text: inlinesOf(lines.join(' ')) };
  /** @type {string[]} */
  const items = [];
  for (const line of lines) {
    if (ITEM.test(line)) items.push(line.replace(ITEM, ''));
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return { kind: 'list', isOrdered: !first.startsWith('-'), items: items.map(inlinesOf) };
}

/** @param {string} row */
function cellsOf(row) {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => inlinesOf(cell.trim()));
}

/**
 * @param {string} text
 * @returns {Inline[]}
 */
function inlinesOf(text) {
  const match = INLINE.exec(text);
  if (match === null) return text === '' ? [] : [text];
  const { code, text: label, href, strong, emphasis } = match.groups ?? {};
  const before = text.slice(0, match.index);
  return [
    ...(before === '' ? [] : [before]),
    inlineOf({ code, label, href, strong, emphasis }),
    ...inlinesOf(text.slice(match.index + match[0].length)),
  ];
}

/**
 * @param {{ code?: string | undefined, label?: string | undefined, href?: string | undefined, strong?: string | undefined, emphasis?: string | undefined }} found
 * @returns {Inline}
 */
function inlineOf({ code, label, href, strong, emphasis }) {
  if (code !== undefined) return { code };
  if (href !== undefined) return { href, text: inlinesOf(label ?? '') };
  if (strong !== undefined) return { strong: inlinesOf(strong) };
  return { emphasis: inlinesOf(emphasis ?? '') };
}
