import { printable } from './printable.js';

/**
 * Text that stays text: no markup, no table cell of its own, no link, and no @mention or #reference
 * that would notify people named by a report.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()!|~$^=]/g, '\\$&')
    .replace(/^(\d*)([-+.])/, '$1\\$2')
    .replace(/[@#]|GH(?=-\d)|www(?=\.)|:(?=\/\/)/gi, '$&&#8203;');
}

/** A code span, its fence longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const safe = printable(text).replace(/\|/g, '\\|');
  const fence = '`'.repeat(Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
  const padding = safe.startsWith('`') || safe.endsWith('`') || safe === '' ? ' ' : '';
  return `${fence}${padding}${safe}${padding}${fence}`;
}
