import { ExitCode } from './exit-code.js';

/** What the codes mean for one command; those that it never ends with are left out. */
export interface ExitCodeMeanings {
  readonly pass: string;
  readonly fail?: string;
  /** Where there is more to say than "wrong usage or configuration". */
  readonly usage?: string;
  readonly unknown?: string;
  readonly failedToRun?: string;
}

/** A command that asks a server with a token. */
export const USAGE_WITH_TOKEN = 'wrong usage, or a token without the permission';

/** A command that opens the database itself. */
export const USAGE_WITH_DATABASE = 'wrong usage, or a database that cannot be used';

/** The last lines of `--help`, in one form for every command. docs/cli.md has all of them in one table. */
export function exitCodesHelp(meanings: ExitCodeMeanings): string {
  const { pass, fail, usage = 'wrong usage or configuration', unknown, failedToRun } = meanings;
  const lines: readonly (readonly [code: ExitCode, meaning: string | undefined])[] = [
    [ExitCode.pass, pass],
    [ExitCode.fail, fail],
    [ExitCode.usage, usage],
    [ExitCode.unknown, unknown],
    [ExitCode.failedToRun, failedToRun === undefined ? undefined : `could not run: ${failedToRun}`],
  ];
  const known = lines.filter(([, meaning]) => meaning !== undefined);
  return `Exit codes:\n${known.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}`;
}
