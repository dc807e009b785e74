import { type Command, InvalidArgumentError, Option } from 'commander';
import { type RequiredKind, REQUIRED_KINDS } from '../../core/model/required-kind.js';
import { REPORT_FORMATS, type ReportFormat } from '../../core/reports/scan.js';
import type { VexOptions } from './vex-sources.js';

/** What of a command line says what is asked of the gate. */
export interface QuestionOptions extends VexOptions {
  readonly environment: readonly string[];
  readonly policy?: string;
  readonly waivers?: string;
  readonly image?: string;
  readonly digest?: string;
  readonly tag?: string;
  /** Reports of what runs in the environments. */
  readonly running?: readonly string[];
  readonly format?: ReportFormat;
  readonly strict?: boolean;
  readonly databaseDate?: Date;
  /** What the scanners looked for, found or not. */
  readonly look?: readonly RequiredKind[];
  readonly at?: Date;
  /** Remarks say more. */
  readonly verbose?: boolean;
}

export function vexOption(): Option {
  return new Option(
    '--vex <file...>',
    'VEX documents; oci: those attached to the image in its registry. The policy names the trusted senders (evidence.vexFrom)',
  );
}

export function vexRootOption(): Option {
  return new Option(
    '--vex-trusted-root <file>',
    'trusted root of Sigstore, for VEX documents that are signed without a key',
  );
}

export function vexKeyOption(): Option {
  return new Option('--vex-key <file...>', 'public keys (PEM) that attested VEX documents are signed with');
}

/** Adds the options that the gate decides by. */
export function withQuestion(command: Command): Command {
  return command
    .addOption(
      new Option('-e, --environment <name>', 'environment to check; repeatable; "all" for every environment')
        .argParser((name: string, names: readonly string[] | undefined) => [...(names ?? []), name])
        .makeOptionMandatory(),
    )
    .option('-p, --policy <file>', 'the policy')
    .option('-w, --waivers <file>', 'file of waivers')
    .addOption(vexOption())
    .addOption(vexKeyOption())
    .addOption(vexRootOption())
    .option('--image <repository>', "the image's repository, if the reports do not name it")
    .option('--digest <sha256>', "the artifact's digest, if the reports do not name it")
    .option('--tag <tag>', "the artifact's tag")
    .option('--running <report...>', 'reports of what runs there now, for limits on introduced vulnerabilities')
    .addOption(new Option('--format <format>', 'format of the reports (default: detected)').choices(REPORT_FORMATS))
    .option('--strict', 'reject reports that do not match their schema, even where no finding depends on it')
    .option('--database-date <date>', "when the scanner's database was built, if the reports do not say", instant)
    .addOption(
      new Option(
        '--look <kinds>',
        'kinds the scanners checked; needed because Trivy omits kinds without findings',
      ).argParser(kinds),
    )
    .option('--at <instant>', 'evaluate as of this time, in ISO 8601 (default: now)', instant);
}

function instant(text: string): Date {
  const isIso = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const time = new Date(text);
  if (!isIso || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Write a date and time such as 2026-11-21T12:00:00Z.');
  }
  return time;
}

/** `vulnerabilities,secrets` */
export function kinds(text: string): RequiredKind[] {
  return text.split(',').map((word) => {
    const kind = REQUIRED_KINDS.find((known) => known === word);
    if (kind === undefined) throw new InvalidArgumentError(`There are ${REQUIRED_KINDS.join(', ')}.`);
    return kind;
  });
}
