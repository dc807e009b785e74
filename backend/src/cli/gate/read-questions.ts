import type { Readable } from 'node:stream';
import { introducedSince } from '../../core/compare/introduced-since.js';
import { listedComponents, type PlacedComponent } from '../../core/compare/side.js';
import { countingScans, type EvidenceRules, evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import { currentScans, type Replacement } from '../../core/gate/current-scans.js';
import type { Question } from '../../core/gate/evaluate.js';
import type { Facts } from '../../core/gate/facts.js';
import { asksForIntroduced, type Introduced } from '../../core/gate/introduced.js';
import { listed, minuteOf } from '../../core/gate/words.js';
import { isDigest } from '../../core/model/digest.js';
import { parseImageReference } from '../../core/model/image-reference.js';
import type { Waiver } from '../../core/model/waiver.js';
import { nearestName } from '../../core/policy/nearest-name.js';
import { KIND_OF, REQUIRED_KINDS } from '../../core/model/required-kind.js';
import type { Policy } from '../../core/policy/policy.js';
import type { Scan } from '../../core/reports/scan.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { issueLines } from '../output/issue-lines.js';
import { printable } from '../output/printable.js';
import { artifactOfReports, type GivenRecord } from './artifact-of-reports.js';
import { linkedBoms } from './linked-boms.js';
import type { QuestionOptions } from './question-options.js';
import { chooseEnvironments, readPolicy, readWaivers } from './read-policy.js';
import { PLIMSOLL_VERSION, POLICY_FILE } from '../shipped-files.js';
import { nameOf, type ReadReport, readReports } from './read-reports.js';
import { VexSources } from './vex-sources.js';

export interface Questions {
  /** By all reports. */
  readonly facts: Facts;
  /** One for each environment that was asked for, in the policy's order, with the facts that count there. */
  readonly questions: readonly Question[];
  /** As they were read, in the order of the reports. */
  readonly scans: readonly Scan[];
}

type Say = (text: string) => void;

/** Reads reports, policy, waivers and VEX documents. Remarks go to stderr. Throws CommandError, and RegistryError. */
export async function readQuestions(
  paths: readonly string[],
  options: QuestionOptions,
  { stdin, stderr }: { readonly stdin: Readable; readonly stderr: NodeJS.WritableStream },
  now: Date,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Questions> {
  const say: Say = (text) => stderr.write(`plimsoll: ${printable(text)}\n`);
  refuseContradictions(paths, options);
  const { policy, path, isShipped } = await readPolicy(options.policy);
  if (isShipped) say(`no ${POLICY_FILE} in this folder: using the default policy of Plimsoll ${PLIMSOLL_VERSION}`);
  for (const line of issueLines(path, policy.warnings)) say(line);
  const environments = chooseEnvironments(policy, options.environment);
  const waivers = await readWaivers(options.waivers);
  for (const remark of strangeEnvironments(waivers, policy)) say(remark);
  const sources = await VexSources.read(options, env);

  const at = (options.at ?? now).toISOString();
  const covers = options.look?.map((kind) => KIND_OF[kind]);
  const reports = await readReports(paths, covers === undefined ? options : { ...options, covers }, stdin);
  const { facts, factsFor, records, warnings, replaced } = artifactOfReports(reports, options, at, now.toISOString());
  if (!environments.some((name) => acceptsMismatch(policy, name))) refuseMismatches(records);
  for (const { message } of warnings) say(message);
  for (const replacement of replaced) say(whatIsReplaced(replacement));
  for (const report of reports) sayWhatWasReadOver(report, say);

  const given = await sources.of(facts, say);
  const vex = given.map((each) => each.vex);
  const contents = vex.map(({ content }) => content);
  const boms = await linkedBoms(reports, contents, stdin, say);
  const running = await readRunning(options, stdin, at);
  const questions = environments.map((environment): Question => {
    const asked = { ...factsFor(policy, environment), boms };
    const introduced = running?.(policy, environment, { facts: asked, records });
    return { facts: asked, policy, waivers, vex, introduced, environment, at };
  });
  if (given.length > 0) {
    const { vexRemarks } = await import('./vex-remarks.js');
    for (const { facts: counting, environment } of questions) {
      const asked = { facts: counting, policy, environment, at, isVerbose: options.verbose ?? false };
      for (const remark of vexRemarks(given, asked)) say(remark);
    }
  }
  const scans = reports.map(({ scan }) => scan);
  return { facts, questions, scans };
}

type IntroducedSinceRunning = (
  policy: Policy,
  environment: string,
  artifact: { readonly facts: Facts; readonly records: readonly GivenRecord[] },
) => Introduced | undefined;

/** Undefined where no reports of what runs are named. */
async function readRunning(
  { running: paths, format, strict }: QuestionOptions,
  stdin: Readable,
  at: string,
): Promise<IntroducedSinceRunning | undefined> {
  if (paths === undefined) return undefined;
  const given = { ...(format === undefined ? {} : { format }), ...(strict === undefined ? {} : { strict }) };
  const running = artifactOfReports(await readReports(paths, given, stdin), {}, at, at);
  return (policy, environment, { facts, records }) => {
    const settings = policy.environments.find(({ name }) => name === environment)?.settings ?? {};
    if (!asksForIntroduced(settings)) return undefined;
    const { tools } = evidenceRulesOf(settings);
    const before = { facts: running.factsFor(policy, environment), components: listedIn(running.records, { tools }) };
    return introducedSince(before, { facts, components: listedIn(records, { tools }) });
  };
}

function listedIn(records: readonly GivenRecord[], rules: EvidenceRules): PlacedComponent[] {
  return listedComponents(currentScans(countingScans(records, rules)).map(({ read }) => read.scan));
}

function refuseContradictions(paths: readonly string[], { digest, image, running = [] }: QuestionOptions): void {
  if (image !== undefined && (image === '' || (/[\s@]/.test(image) && parseImageReference(image) === null))) {
    throw new CommandError(ExitCode.usage, '--image is a repository such as ghcr.io/acme/api.');
  }
  if (digest !== undefined && !isDigest(digest)) {
    throw new CommandError(ExitCode.usage, '--digest is sha256: and 64 hexadecimal digits in small letters.');
  }
  if ([...paths, ...running].filter((path) => path === '-').length > 1) {
    throw new CommandError(ExitCode.usage, 'standard input (-) can be read only once.');
  }
}

function acceptsMismatch({ environments }: Policy, name: string): boolean {
  return environments.find((environment) => environment.name === name)?.settings.evidence?.mismatch === 'accept';
}

/** As the server does: evidence of something else is none. */
function refuseMismatches(records: readonly GivenRecord[]): void {
  const lines = records.flatMap(({ read, mismatches }) =>
    mismatches.map(({ message }) => `  ${nameOf(read.path)}: ${message}`),
  );
  if (lines.length === 0) return;
  throw new CommandError(
    ExitCode.failedToRun,
    `a report does not fit what it is filed for:\n${lines.join('\n')}\nTo take such reports, set evidence.mismatch: accept in the policy.`,
  );
}

/** A waiver for an environment that is not there is most likely misspelt, and would be missed only when it is needed. */
function strangeEnvironments(waivers: readonly Waiver[], policy: Policy): string[] {
  const names = policy.environments.map(({ name }) => name);
  return waivers.flatMap(({ id, scope }) =>
    (scope.environments ?? [])
      .filter((environment) => !names.includes(environment))
      .map((environment) => {
        const nearest = nearestName(environment, names);
        const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
        return `the waiver ${id} is for the environment ${environment}, which the policy has not.${hint}`;
      }),
  );
}

/** What the parser could not place must not pass in silence. */
function sayWhatWasReadOver({ path, scan }: ReadReport, say: Say): void {
  const remarks = [
    { what: 'skipped', count: scan.skippedCount, first: scan.skipped[0] },
    { what: 'deviations from the format', count: scan.warningCount, first: scan.warnings[0] },
  ];
  for (const { what, count, first } of remarks) {
    if (count > 0 && first)
      say(`${nameOf(path)}: ${count} ${what}, first at ${first.pointer || '/'}: ${first.message}`);
  }
}

/** A finding that does not count must not go in silence. */
function whatIsReplaced({ scan, by, kinds, isWhole }: Replacement<GivenRecord>): string {
  const names = REQUIRED_KINDS.filter((name) => kinds.includes(KIND_OF[name]));
  const looked = by.scannedAt === null ? '' : ` (${minuteOf(by.scannedAt)})`;
  return (
    `${nameOf(scan.read.path)}: ${isWhole ? 'replaced' : 'partly replaced'} by ${nameOf(by.read.path)}, ` +
    `a newer ${by.tool.name} scan of the same target${looked}; ` +
    (names.length === 0 ? 'nothing in it counts.' : `its ${listed(names)} do not count.`)
  );
}
