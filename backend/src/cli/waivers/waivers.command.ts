import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_TOKEN } from '../exit-codes-help.js';
import type { ExitCode } from '../exit-code.js';
import { IMPORT_SOURCES, type ImportSourceName } from './import/import-sources.js';

interface ServerOptions {
  readonly server?: string;
  readonly output: (typeof OUTPUTS)[number];
}

interface ProjectOptions extends ServerOptions {
  readonly project?: string;
  readonly allProjects?: true;
}

export interface WaiverListOptions extends ServerOptions {
  readonly project?: string;
  readonly state?: string;
  readonly mine?: true;
  readonly ending?: string;
  readonly exitCode?: true;
}

export interface WaiverForecastOptions extends ServerOptions {
  readonly by: string;
  readonly project?: string;
}

export interface WaiverRequestOptions extends ProjectOptions {
  readonly advisory?: string;
  readonly rule?: string;
  readonly component?: string;
  readonly versions?: string;
  readonly path?: string;
  readonly image?: string;
  readonly digest?: string;
  readonly environment?: readonly string[];
  readonly status: string;
  readonly justification: string;
  readonly expires: string;
  readonly from?: string;
}

export interface WaiverApproveOptions extends ServerOptions {
  readonly revision: string;
}

export interface WaiverEndOptions extends ServerOptions {
  readonly reason: string;
}

export interface WaiverApplyOptions extends ProjectOptions {
  readonly origin: string;
  readonly dryRun?: true;
}

export interface WaiverExportOptions {
  readonly server?: string;
  readonly project?: string;
}

export interface ImportOptions {
  readonly from: ImportSourceName;
  readonly author: string;
  readonly expires?: string;
  readonly longest: string;
  readonly image?: string;
  readonly environment?: readonly string[];
}

export interface WaiversRuns {
  list(options: WaiverListOptions): Promise<ExitCode>;
  forecast(options: WaiverForecastOptions): Promise<ExitCode>;
  request(options: WaiverRequestOptions): Promise<void>;
  approve(waiver: string, options: WaiverApproveOptions): Promise<void>;
  reject(waiver: string, options: WaiverEndOptions): Promise<void>;
  revoke(waiver: string, options: WaiverEndOptions): Promise<void>;
  apply(file: string, options: WaiverApplyOptions): Promise<void>;
  export(options: WaiverExportOptions): Promise<void>;
  import(file: string, options: ImportOptions): Promise<void>;
}

const OUTPUTS = ['text', 'json'] as const;

const EXAMPLES = `
Examples:
  $ plimsoll waivers request --project shop --advisory CVE-2024-3094 --component pkg:deb/debian/xz-utils --image ghcr.io/acme/api \\
      --justification 'not reachable' --expires 2027-01-31
  $ plimsoll waivers list --state requested
  $ plimsoll waivers list --ending 14d --exit-code
  $ plimsoll waivers forecast --by 2027-01-01
  $ plimsoll waivers approve W-12 --revision 3f5a…
  $ plimsoll waivers revoke W-12 --reason 'exploited by now'
  $ plimsoll waivers apply waivers.yml --project shop --origin 'github.com/acme/shop waivers.yml'
  $ plimsoll waivers export --project shop > waivers.yml
  $ plimsoll waivers import .trivyignore --from trivy --author dev@example.org --expires 2027-01-31 > waivers.yml

import works offline. Environment: PLIMSOLL_URL, PLIMSOLL_PROJECT; PLIMSOLL_TOKEN, a token with waiver:read (list, forecast, export),
waiver:request, waiver:approve (a token of a person) or waiver:apply.
${exitCodesHelp({
  pass: 'done; forecast: no verdict gets worse',
  fail: 'list --exit-code: at least one is listed; forecast: at least one verdict gets worse',
  usage: USAGE_WITH_TOKEN,
  unknown: 'forecast: no verdict is known to get worse, but for some artifacts it is not known',
  failedToRun: 'the server cannot be reached',
})}`;

/** Describes `plimsoll waivers`; one of `runs` is called with the command line once it has been read. */
export function waiversCommand(runs: WaiversRuns): Command {
  const command = new Command('waivers').description('Manage waivers (accepted risks).');
  withServer(command.command('list'))
    .description('list waivers, newest first')
    .addOption(project())
    .option('--state <state>', 'requested, scheduled, in-force, ended, rejected, revoked or closed')
    .option('--mine', 'only waivers that wait for your approval')
    .option('--ending <duration>', 'only active waivers that end within this time, such as 14d; the first to end first')
    .option('--exit-code', 'exit with 1 if at least one is listed')
    .action(async (options: WaiverListOptions) => {
      process.exitCode = await runs.list(options);
    });
  withServer(command.command('forecast'))
    .description(
      'list the verdicts that would change by a given time if no waiver is added, renewed or revoked until then',
    )
    .requiredOption('--by <instant>', 'a future instant, or a day, which means its start in UTC')
    .addOption(project())
    .action(async (options: WaiverForecastOptions) => {
      process.exitCode = await runs.forecast(options);
    });
  withProject(withServer(command.command('request')))
    .description('request a waiver, which becomes active when as many people as the policy requires have approved it')
    .option('--advisory <id>', 'any identifier of the advisory')
    .option('--rule <rule>', 'a rule of a secret, misconfiguration or licence problem')
    .option('--component <purl>', 'a package URL; without a version it covers every version')
    .option('--versions <range>', "a range of the component's versions, such as vers:npm/<1.4.2")
    .option('--path <pattern>', 'only at this path')
    .option('--image <repository>', 'only this image')
    .option('--digest <sha256>', 'only this artifact')
    .option('-e, --environment <name...>', 'only these environments')
    .option('--status <status>', 'accepted, not_affected, false_positive or fixed', 'accepted')
    .requiredOption('--justification <text>', 'why the risk is acceptable')
    .requiredOption('--expires <day>', 'last day of validity, or an instant')
    .option('--from <day>', 'first day of validity (default: from the last required approval on)')
    .action((options: WaiverRequestOptions) => runs.request(options));
  withServer(command.command('approve'))
    .description('approve a waiver that another person requested')
    .argument('<waiver>', 'name or number of the waiver, as list shows it')
    .requiredOption('--revision <hash>', 'the revision that you have read; its first 8 digits are enough')
    .action((waiver: string, options: WaiverApproveOptions) => runs.approve(waiver, options));
  withServer(command.command('reject'))
    .description('reject a request')
    .argument('<waiver>', 'name or number of the waiver')
    .requiredOption('--reason <text>', 'why')
    .action((waiver: string, options: WaiverEndOptions) => runs.reject(waiver, options));
  withServer(command.command('revoke'))
    .description('end a waiver now, and with it the verdicts that use it')
    .argument('<waiver>', 'name or number of the waiver')
    .requiredOption('--reason <text>', 'why')
    .action((waiver: string, options: WaiverEndOptions) => runs.revoke(waiver, options));
  withProject(withServer(command.command('apply')))
    .description(
      'apply a file: activate its waivers and revoke those of the same origin that it no longer has, all or nothing',
    )
    .argument('<file>', 'a file of waivers')
    .requiredOption('--origin <name>', 'a constant name for the file')
    .option('--dry-run', 'say what would change, without changing anything')
    .action((file: string, options: WaiverApplyOptions) => runs.apply(file, options));
  command
    .command('export')
    .description('write the waivers of a project as a file for plimsoll gate --waivers')
    .addOption(server())
    .addOption(project())
    .action((options: WaiverExportOptions) => runs.export(options));
  command
    .command('import')
    .description(
      "write a file of waivers from another tool's ignore rules, with the reason for each rule that is left out",
    )
    .argument('<file>', '.trivyignore, .trivyignore.yaml, .grype.yaml, or findings as Dependency-Track exports them')
    .addOption(
      new Option('--from <tool>', 'the tool that the file is for').choices(IMPORT_SOURCES).makeOptionMandatory(),
    )
    .requiredOption('--author <name>', 'author of the waivers')
    .option('--expires <day>', 'end of the waivers whose rules have none: a day, or an instant')
    .option('--longest <duration>', 'latest end of a waiver, from now', '365d')
    .option(
      '--image <repository>',
      'only for this image; required for dependency-track, whose findings are of one project',
    )
    .option('-e, --environment <name...>', 'only for these environments')
    .action((file: string, options: ImportOptions) => runs.import(file, options));
  return command.addHelpText('after', EXAMPLES);
}

function server(): Option {
  return new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL');
}

function project(): Option {
  return new Option('--project <slug>', 'only this project').env('PLIMSOLL_PROJECT');
}

function withServer(command: Command): Command {
  return command
    .addOption(server())
    .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUTS).default('text'));
}

function withProject(command: Command): Command {
  return command.addOption(project()).option('--all-projects', 'every project, regardless of PLIMSOLL_PROJECT');
}
