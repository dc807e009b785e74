import type { PolicyIssue } from '../../core/policy/policy-error.js';
import { printable } from './printable.js';

/** `file:line:column message`, a line an issue, as editors and CI logs make clickable. */
export function issueLines(file: string, issues: readonly PolicyIssue[]): string[] {
  return issues.map(({ line, column, path, message, suggestion }) => {
    const subject = path === '' ? '' : `${path}: `;
    const hint = suggestion === null ? '' : ` (did you mean ${suggestion}?)`;
    return printable(`${file}:${line}:${column} ${subject}${message}${hint}`);
  });
}
