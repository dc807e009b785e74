import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';

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
    .requiredOption('--report <folder>', 'its scan, as filed by scripts/security-scan.sh')
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'project on the server').env('PLIMSOLL_PROJECT'))
    .option('--allow-http', 'allow plain http with a registry on another machine', false)
    .addHelpText(
      'after',
      `
An image that was scanned before it was pushed has no registry digest in its scan. The token in PLIMSOLL_TOKEN needs report:write.
Sending it again changes nothing. stdout: the artifact's page. For an index of several platforms nothing is sent.
${exitCodesHelp({
  pass: 'sent, or received before',
  failedToRun: 'registry or server cannot be reached, or the scan is of another image',
})}`,
    )
    .action((image: string, options: SendScanOptions) => run(image, options));
}
