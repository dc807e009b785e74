import { Command, InvalidArgumentError, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_DATABASE } from '../exit-codes-help.js';

export interface AuditVerifyOptions {
  readonly databaseUrl?: string;
  readonly head?: { readonly sequence: number; readonly hash: string };
}

export interface AuditExportOptions {
  readonly databaseUrl?: string;
  readonly format: 'jsonl' | 'csv';
}

export interface AuditRuns {
  verify(options: AuditVerifyOptions): Promise<void>;
  export(options: AuditExportOptions): Promise<void>;
}

const EXAMPLES = `
Examples:
  $ plimsoll audit verify
  $ plimsoll audit verify --head 5f0c…@1204
  $ plimsoll audit export --format csv > audit.csv

Save the head that verify prints somewhere else. Given to verify later, it proves that no event up to it was changed or removed.

${exitCodesHelp({ pass: 'the log is intact', fail: 'the log is not intact', usage: USAGE_WITH_DATABASE })}`;

/** Describes `plimsoll audit`; one of `runs` is called with the command line once it has been read. */
export function auditCommand(runs: AuditRuns): Command {
  const command = new Command('audit').description('Verify or export the audit log.');
  command
    .command('verify')
    .description('recompute the chain of events and name the first event that does not match')
    .option('--head <hash@sequence>', 'a head that verify printed earlier', readHead)
    .addOption(databaseOption())
    .action((options: AuditVerifyOptions) => runs.verify(options));
  command
    .command('export')
    .description('write every event to standard output, oldest first; the export itself is recorded as an event')
    .addOption(new Option('--format <kind>', 'output format').choices(['jsonl', 'csv']).default('jsonl'))
    .addOption(databaseOption())
    .action((options: AuditExportOptions) => runs.export(options));
  return command.addHelpText('after', EXAMPLES);
}

function readHead(text: string): { sequence: number; hash: string } {
  const [, hash, sequence] = /^([0-9a-f]{64})@([1-9]\d{0,14})$/.exec(text) ?? [];
  if (hash === undefined)
    throw new InvalidArgumentError('Expected 64 hex digits, @ and a number, as verify prints it.');
  return { hash, sequence: Number(sequence) };
}

function databaseOption(): Option {
  return new Option(
    '--database-url <url>',
    'the PostgreSQL database (default: DATABASE_URL, or that of a running "npm start")',
  );
}
