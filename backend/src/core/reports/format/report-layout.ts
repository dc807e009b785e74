import { membersOf, type LayoutNode } from '../json-stream/split-layout.js';
import { REPORT_FORMATS, type ReportFormat } from '../scan.js';
import { FORMATS } from './formats.js';

/**
 * The lists of all formats at once: which one it is may only be known at the end, for keys come in any order.
 * A list's name begins with the format that it is a sign of. No two formats have the same key (formats.spec.ts).
 */
export const REPORT_LAYOUT: LayoutNode = Object.assign(
  {},
  ...Object.values(FORMATS).map(({ elements }) => elements && { elements }),
  membersOf(Object.assign({}, ...Object.values(FORMATS).map(({ members }) => members)) as Record<string, LayoutNode>),
) as LayoutNode;

/** The format whose lists have this name; null for one whose keys other formats use too. */
export function formatOfList(list: string): ReportFormat | null {
  const format = REPORT_FORMATS.find((name) => list.startsWith(`${name}.`));
  return format !== undefined && FORMATS[format].isToldByLists ? format : null;
}
