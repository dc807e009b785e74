import stringWidth from 'string-width';
import type { Style, Terminal } from './terminal.js';

export interface Column {
  readonly head: string;
  /** The smallest useful width; a column without one is never cut. */
  readonly shrinksTo?: number;
  /** Left out where there is no room for `shrinksTo`. */
  readonly isOptional?: boolean;
}

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

const GAP = 2;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A head and rows in aligned columns, cut with `…` where the width asks for it; one line each. */
export function textColumns(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { width, style }: Terminal,
): string[] {
  const natural = columns.map(({ head }, index) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[index]?.text ?? '')), stringWidth(head)),
  );
  const widths = fit(natural, columns, width);
  const line = (cells: readonly Cell[]) =>
    cells
      .map((cell, index) => ({ ...cell, room: widths[index] ?? 0 }))
      .filter(({ room }) => room > 0)
      .map(({ text, style: format, room }, index, shown) => {
        const cut = truncate(text, room);
        const padding = index === shown.length - 1 ? '' : ' '.repeat(room - stringWidth(cut) + GAP);
        return (format === undefined ? cut : style(format, cut)) + padding;
      })
      .join('')
      .trimEnd();
  return [line(columns.map(({ head }) => ({ text: head, style: 'gray' }))), ...rows.map(line)];
}

/** Shrinks what is optional first, or drops it; then takes from the widest column that can still give. 0 is left out. */
function fit(natural: readonly number[], columns: readonly Column[], width: number): number[] {
  const floors = natural.map((content, index) => Math.min(content, columns[index]?.shrinksTo ?? content));
  const isOptional = (index: number) => columns[index]?.isOptional ?? false;
  const widths = [...natural];
  for (const index of widths.keys()) {
    if (isOptional(index) && total(floors) > width) widths[index] = floors[index] = 0;
  }
  for (let excess = total(widths) - width; excess > 0; excess -= 1) {
    const giving = [...widths.keys()].filter((index) => (widths[index] ?? 0) > (floors[index] ?? 0));
    const first = giving.find(isOptional) ?? widest(giving, widths);
    if (first === undefined) break;
    widths[first] = (widths[first] ?? 0) - 1;
  }
  return widths;
}

function widest(indexes: readonly number[], widths: readonly number[]): number | undefined {
  return indexes.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
}

function total(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, GAP * (shown.length - 1));
}

function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let room = width - 1;
  for (const { segment } of graphemes.segment(text)) {
    room -= stringWidth(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}
