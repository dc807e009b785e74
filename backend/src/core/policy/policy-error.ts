/** Where in the file and what. Lines and columns count from 1. */
export interface PolicyIssue {
  readonly line: number;
  readonly column: number;
  /** Keys from the top, joined by dots, such as `environments.prod.vulnerabilities.critical`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  /** The key or value that was probably meant. */
  readonly suggestion: string | null;
}

/** A policy or a list of waivers that cannot be read. `issues` are in the order of the file, all of them at once. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';

  constructor(readonly issues: readonly PolicyIssue[]) {
    super(issues.map(spell).join('\n'));
  }
}

function spell({ line, column, path, message, suggestion }: PolicyIssue): string {
  const hint = suggestion === null ? '' : ` Did you mean \`${suggestion}\`?`;
  return `${line}:${column} ${path === '' ? '' : `${path}: `}${message}${hint}`;
}
