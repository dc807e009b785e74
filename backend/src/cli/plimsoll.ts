import { Command } from 'commander';
import { auditCommand } from './audit/audit.command.js';
import { checkStoreCommand } from './check-store/check-store.command.js';
import { deploymentsCommand } from './deployments/deployments.command.js';
import { diffCommand } from './diff/diff.command.js';
import { evidenceCommand } from './evidence/evidence.command.js';
import { exitCodeOf } from './exit-code-of.js';
import { ExitCode } from './exit-code.js';
import { exposureCommand } from './exposure/exposure.command.js';
import { gateCommand } from './gate/gate.command.js';
import { migrateCommand } from './migrate/migrate.command.js';
import { printableLines } from './output/printable.js';
import { guardFromCommands } from './output/workflow-commands.js';
import { pathCommand } from './path/path.command.js';
import { projectCommand } from './project/project.command.js';
import { scanReportCommand } from './scan/scan-report.command.js';
import { scanSettingsCommand } from './scan/scan-settings.command.js';
import { predicatesCommand } from './ship/predicates.command.js';
import { promoteCommand } from './ship/promote.command.js';
import { sendScanCommand } from './ship/send-scan.command.js';
import { PLIMSOLL_VERSION } from './shipped-files.js';
import { simulateCommand } from './simulate/simulate.command.js';
import { statusCommand } from './ship/status.command.js';
import { verifyCommand } from './ship/verify.command.js';
import { tokenCommand } from './token/token.command.js';
import { userCommand } from './user/user.command.js';
import { validateCommand } from './validate/validate.command.js';
import { verdictCommand } from './verdict/verdict.command.js';
import { waiversCommand } from './waivers/waivers.command.js';

// Names in reports can be chosen by strangers, and runners of pipelines take commands from what is printed.
const endGuard = guardFromCommands(process.stdout);
guardFromCommands(process.stderr);

// Each command's module is loaded only when it is called, so that --help and the gate start at once.
const program = new Command('plimsoll')
  .description('Release gate for container images: check from scanner reports and a policy whether an image can ship.')
  .version(PLIMSOLL_VERSION, '--version', 'print the version')
  .showHelpAfterError('(plimsoll --help shows the commands)')
  // Commander would exit 1 on wrong usage, which here means that the gate is shut.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? ExitCode.pass : ExitCode.usage));

const commands = [
  gateCommand(async (reports, options) => {
    const { gate } = await import('./gate/gate.js');
    process.exitCode = await gate(reports, options, process, new Date());
  }),
  pathCommand(async (reports, options) => {
    const { path } = await import('./path/path.js');
    process.exitCode = await path(reports, options, process, new Date());
  }),
  diffCommand(async (before, after, options) => {
    const { diff } = await import('./diff/diff.js');
    process.exitCode = await diff(before, after, options, process, new Date());
  }),
  validateCommand(async (files, options) => {
    const { validate } = await import('./validate/validate.js');
    process.exitCode = await validate(files, options, process.stdout);
  }),
  scanSettingsCommand(async (options) => {
    const { scanSettings } = await import('./scan/scan-settings.js');
    process.exitCode = await scanSettings(options, process.stdout);
  }),
  scanReportCommand(async (folders, options) => {
    const { scanReport } = await import('./scan/scan-report.js');
    const token = process.env['PLIMSOLL_TOKEN'];
    process.exitCode = await scanReport(folders, options, token, process, () => new Date());
  }),
  verifyCommand(async (image, options) => {
    const { verify } = await import('./ship/verify.js');
    process.exitCode = await verify(image, options, process.env, process.stdout, new Date());
  }),
  promoteCommand(async (image, environment, options) => {
    const { promote } = await import('./ship/promote.js');
    process.exitCode = await promote(image, environment, options, process.env, process.stdout, new Date());
  }),
  statusCommand(async (image, options) => {
    const { status } = await import('./ship/status.js');
    process.exitCode = await status(image, options, process.env, process.stdout, new Date());
  }),
  deploymentsCommand(async (options) => {
    const { deployments } = await import('./deployments/deployments.js');
    process.exitCode = await deployments(options, process.env['PLIMSOLL_TOKEN'], process);
  }),
  projectCommand({
    list: async (options) => (await projects()).list(options),
    create: async (slug, options) => (await projects()).create(slug, options),
  }),
  exposureCommand(async (options) => {
    const { exposure } = await import('./exposure/exposure.js');
    process.exitCode = await exposure(options, process.env['PLIMSOLL_TOKEN'], process);
  }),
  verdictCommand({
    replay: async (verdict, options) => (await verdicts()).replay(verdict, options),
    flip: async (verdict, options) => (await verdicts()).flip(verdict, options),
  }),
  simulateCommand(async (options) => {
    const { simulate } = await import('./simulate/simulate.js');
    process.exitCode = await simulate(options, process.env['PLIMSOLL_TOKEN'], process.stdout);
  }),
  predicatesCommand(async (image, options) => {
    const { predicates } = await import('./ship/predicates.js');
    process.exitCode = await predicates(image, options, process.env, process, new Date());
  }),
  sendScanCommand(async (image, options) => {
    const { sendPushedScan } = await import('./ship/send-scan.js');
    process.exitCode = await sendPushedScan(image, options, process.env, process.stdout);
  }),
  migrateCommand({
    apply: async (options) => (await import('./migrate/migrate.js')).migrateRuns.apply(options),
    status: async (options) => (await import('./migrate/migrate.js')).migrateRuns.status(options),
    create: async (name) => (await import('./migrate/migrate.js')).migrateRuns.create(name),
  }),
  tokenCommand({
    create: async (options) => (await import('./token/token.js')).tokenRuns(process).create(options),
    list: async (options) => (await import('./token/token.js')).tokenRuns(process).list(options),
    revoke: async (id, options) => (await import('./token/token.js')).tokenRuns(process).revoke(id, options),
  }),
  userCommand({
    create: async (options) => (await import('./user/user.js')).userRuns(process).create(options),
    list: async (options) => (await import('./user/user.js')).userRuns(process).list(options),
    disable: async (email, options) => (await import('./user/user.js')).userRuns(process).disable(email, options),
    enable: async (email, options) => (await import('./user/user.js')).userRuns(process).enable(email, options),
    resetLink: async (email, options) => (await import('./user/user.js')).userRuns(process).resetLink(email, options),
    setupLink: async (options) => (await import('./user/user.js')).userRuns(process).setupLink(options),
  }),
  evidenceCommand({
    export: async (artifact, options) => (await evidence()).export(artifact, options),
    verify: async (file, options) => (await evidence()).verify(file, options),
    replay: async (file, options) => (await evidence()).replay(file, options),
    key: async (options) => (await evidence()).key(options),
    recall: async (options) => (await evidence()).recall(options),
    list: async (options) => (await evidence()).list(options),
    undo: async (id, options) => (await evidence()).undo(id, options),
  }),
  waiversCommand({
    list: async (options) => (await waivers()).list(options),
    forecast: async (options) => (await waivers()).forecast(options),
    request: async (options) => (await waivers()).request(options),
    approve: async (waiver, options) => (await waivers()).approve(waiver, options),
    reject: async (waiver, options) => (await waivers()).reject(waiver, options),
    revoke: async (waiver, options) => (await waivers()).revoke(waiver, options),
    apply: async (file, options) => (await waivers()).apply(file, options),
    export: async (options) => (await waivers()).export(options),
    import: async (file, options) =>
      (await import('./waivers/import/import-file.js')).importFile(file, options, process, new Date()),
  }),
  auditCommand({
    verify: async (options) => (await import('./audit/audit.js')).auditRuns(process.stdout).verify(options),
    export: async (options) => {
      // A chain of hashes: every byte of it stays.
      endGuard();
      return (await import('./audit/audit.js')).auditRuns(process.stdout).export(options);
    },
  }),
  checkStoreCommand(async (options) => {
    const { checkStore } = await import('./check-store/check-store.js');
    process.exitCode = await checkStore(options, process.stdout);
  }),
];
for (const command of commands) program.addCommand(inheriting(command));

async function evidence() {
  const { evidenceRuns } = await import('./evidence/evidence.js');
  return evidenceRuns(process, process.env['PLIMSOLL_TOKEN']);
}

async function projects() {
  const { projectRuns } = await import('./project/project.js');
  return projectRuns(process, process.env['PLIMSOLL_TOKEN']);
}

async function verdicts() {
  const { verdictRuns } = await import('./verdict/verdict.js');
  return verdictRuns(process, process.env['PLIMSOLL_TOKEN']);
}

async function waivers() {
  const { waiversRuns } = await import('./waivers/waivers.js');
  return waiversRuns(process, process.env['PLIMSOLL_TOKEN']);
}

/** Commander hands its settings down only to commands that it makes itself. */
function inheriting(command: Command): Command {
  command.copyInheritedSettings(program);
  command.commands.forEach((each) => each.copyInheritedSettings(program));
  return command;
}

// The reader of the output can stop early (`| head`); the exit code still tells the verdict.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`plimsoll: the answer cannot be written: ${printableLines(error.message)}\n`);
  process.exit(ExitCode.failedToRun);
});

/** Waited for by what started it: a process that has nothing left to do before it is done must not end as if all were well. */
export const finished = program.parseAsync().catch((error: unknown) => {
  const exitCode = exitCodeOf(error);
  if (error instanceof Error && exitCode !== null) {
    process.stderr.write(`plimsoll: ${printableLines(error.message)}\n`);
    process.exitCode = exitCode;
  } else {
    // Node would exit 1, which here means that the gate is shut.
    process.stderr.write(
      `plimsoll: internal error. This is a bug in Plimsoll, please report it:\n${printableLines(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
    );
    process.exitCode = ExitCode.failedToRun;
  }
});
