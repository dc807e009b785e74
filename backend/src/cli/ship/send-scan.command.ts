import { Command, Option } from 'commander';

export interface SendScanOptions {
  readonly report: string;
  readonly server?: string;
  readonly project?: string;
  readonly allowHttp: boolean;
}

/** Describes `plimsoll send-scan`; `run` is called with the command line once it has been read. */
export function sendScanCommand(run: (image: string, options: SendScanOptions) => Promise<void>): Command {
  return new Command('send-scan')
    .description('Send the scan of a pushed artifact to the server under its registry digest.')
    .argument('<image@digest>', 'the artifact in its registry')
    .requiredOption('--report <folder>', 'the scan of it, as scripts/security-scan.sh filed it')
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'the project there').env('PLIMSOLL_PROJECT'))
    .option('--allow-http', 'allow plain http with a registry on another machine', false)
    .addHelpText(
      'after',
      `
What was scanned before it was pushed is known there by its own id alone. The token in PLIMSOLL_TOKEN needs report:write.
Sending it again changes nothing. stdout: the artifact's page. Of an index of several platforms nothing is sent.
Exit codes: 0 known there, 2 wrong usage, 4 something cannot be asked, or the scan is of another image.`,
    )
    .action((image: string, options: SendScanOptions) => run(image, options));
}
