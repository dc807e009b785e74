import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countBySeverity } from '../../core/findings/count-by-severity.js';
import { nameOf } from '../../core/findings/order.js';
import { evaluate } from '../../core/gate/evaluate.js';
import { upgradesFor } from '../../core/gate/upgrades.js';
import { type Outcome, OUTCOMES } from '../../core/gate/verdict.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import type { Waiver } from '../../core/gate/waiver.js';
import { KIND_OF, type Policy, REQUIRED_KINDS } from '../../core/policy/policy.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type Answer, countedFindings, placeOf } from '../gate/answer.js';
import { artifactOfReports } from '../gate/artifact-of-reports.js';
import { chooseEnvironments, readPolicy, readWaivers } from '../gate/read-policy.js';
import { renderCycloneDx } from '../output/cyclonedx.js';
import { headline } from '../output/headline.js';
import { renderMarkdown } from '../output/markdown.js';
import { printable } from '../output/printable.js';
import { renderSarif } from '../output/sarif.js';
import { type Artifact, unitedComponents } from '../output/sbom.js';
import { renderSpdx } from '../output/spdx.js';
import { renderTable } from '../output/table.js';
import { terminalOf } from '../output/terminal.js';
import { plimsollVersion } from '../plimsoll-version.js';
import { readText } from '../read-text.js';
import { scanComposeFiles } from './compose-scan.js';
import { databaseDateIn } from './database-date.js';
import { originsOf } from './origins.js';
import { ReportShelf } from './report-shelf.js';
import type { ScanReportOptions } from './scan-report.command.js';
import { writeScanNote } from './scan-note.js';
import { COMPOSE_REPORT, readScannedFolder, type ScannedFolder } from './scanned-folder.js';
import { sendReport, type Server, serverVerdict, type ServerVerdict } from './server-verdict.js';

interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
}

/** A scan, decided on and filed. */
interface Filed {
  readonly scanned: ScannedFolder;
  readonly answer: Answer;
  readonly place: string;
  readonly server: readonly ServerVerdict[];
}

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  pass: ExitCode.pass,
  unknown: ExitCode.unknown,
  fail: ExitCode.fail,
};

/** Decides on what the scanners wrote, files it with everything made of it, and says so on stdout. */
export async function scanReport(
  folders: readonly string[],
  options: ScanReportOptions,
  token: string | undefined,
  streams: Streams,
  now: Date,
): Promise<ExitCode> {
  const { policy } = await readPolicy(options.policy);
  const waivers = await readWaivers(options.waivers);
  const environments = chooseEnvironments(policy, options.environment);
  const server = serverOf(options, token);
  const outcomes: Outcome[] = [];
  for (const folder of folders) {
    const filed = await decideAndFile(folder, { policy, waivers, environments, server, options, now });
    streams.stdout.write(rendered(filed, options, streams.stdout));
    outcomes.push(outcomeOf(filed));
  }
  return EXIT_CODES[worst(outcomes)];
}

function serverOf({ server: url, project }: ScanReportOptions, token: string | undefined): Server | null {
  if (url === undefined || url === '') return null;
  if (!token) {
    throw new CommandError(ExitCode.usage, 'a server is named (PLIMSOLL_URL), but no token is in PLIMSOLL_TOKEN.');
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CommandError(ExitCode.usage, 'PLIMSOLL_URL is an address such as https://plimsoll.example.org.');
  }
  return { url, token, project: project === '' ? undefined : project };
}

interface Given {
  readonly policy: Policy;
  readonly waivers: readonly Waiver[];
  /** Those asked for. */
  readonly environments: readonly string[];
  readonly server: Server | null;
  readonly options: ScanReportOptions;
  readonly now: Date;
}

async function decideAndFile(folder: string, given: Given): Promise<Filed> {
  const { policy, waivers, environments, server, options, now } = given;
  const at = now.toISOString();
  const look = options.look ?? REQUIRED_KINDS;
  const databaseDate = await databaseDateIn(options.databaseMetadata);
  const version = await plimsollVersion();
  // A source tree is named by its whole path there; of an image there are no compose files.
  const tree = look.includes('misconfigurations') ? await readText(join(folder, 'tree')) : null;
  if (tree !== null)
    await scanComposeFiles(tree.trim(), policy.scan?.skip ?? [], join(folder, COMPOSE_REPORT), version);
  const scanned = await readScannedFolder(folder, look, databaseDate);
  const { facts, records } = artifactOfReports(scanned.reports, subjectOf(scanned), at);
  const every = policy.environments.map(({ name }) => name);
  const verdicts = every.map((environment) => evaluate({ facts, policy, waivers, environment, at }));
  const answer: Answer = {
    facts,
    verdicts: verdicts.filter(({ environment }) => environments.includes(environment)),
    ...(scanned.imageId === null ? {} : { origins: originsOf(records, scanned.layers) }),
  };

  const artifact: Artifact = {
    image: facts.image,
    digest: facts.digest,
    components: unitedComponents(scanned.reports.map(({ scan }) => scan)),
    at,
    plimsollVersion: version,
    tools: scanned.reports.map(({ scan }) => scan.tool),
  };
  const files = {
    'verdicts.jsonl': verdicts.map(verdictJson).join(''),
    'report.sarif': renderSarif(answer, version),
    'sbom.cdx.json': renderCycloneDx(artifact),
    'sbom.spdx.json': renderSpdx(artifact),
    'summary.md': renderMarkdown(answer),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeScanNote(folder, { at, look, databaseDate: databaseDate?.toISOString() ?? null });

  // Before it is filed: what could not be sent was not scanned as asked.
  const answers =
    server === null || scanned.imageId === null ? [] : await askServer(server, scanned, answer, given, databaseDate);
  const place = await new ReportShelf(options.reports).file(folder, { image: facts.image, digest: facts.digest, at });
  return { scanned, answer, place, server: answers };
}

/**
 * An image of the daemon that no registry knows yet goes by its own id. It gets its digest with the push, and keeps the
 * id, by which the scan is known again.
 */
function subjectOf({ reference, imageId, reports, subject, tree }: ScannedFolder) {
  const named = reports.some(({ scan }) => scan.subject.digest !== null) || (reference?.digest ?? null) !== null;
  return {
    ...(reference === null ? { image: nameOfFolder(tree ?? subject) } : { image: reference.repository }),
    ...(reference?.digest ? { digest: reference.digest } : !named && imageId !== null ? { digest: imageId } : {}),
    ...(reference?.tag ? { tag: reference.tag } : {}),
  };
}

/** An archive or a folder is filed under the last part of its path. */
function nameOfFolder(subject: string): string {
  const last = subject.split('/').findLast((part) => part !== '' && !/^\.+$/.test(part)) ?? '';
  return (
    last
      .replace(/\.tar(?:\.gz)?$/, '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'sources'
  );
}

async function askServer(
  server: Server,
  { folder, reports }: ScannedFolder,
  { facts: { image, digest } }: Answer,
  { environments, options }: Given,
  databaseDate: Date | undefined,
): Promise<ServerVerdict[]> {
  let artifactId = '';
  for (const { path, scan } of reports) {
    const isTrivy = path === join(folder, 'trivy.json');
    artifactId = await sendReport(server, path, {
      image,
      digest,
      tag: scan.subject.tag ?? undefined,
      databaseDate: isTrivy ? databaseDate?.toISOString() : undefined,
      covers: isTrivy ? (options.look ?? REQUIRED_KINDS).map((kind) => KIND_OF[kind]).join(',') : undefined,
    });
  }
  const verdicts: ServerVerdict[] = [];
  for (const environment of environments) {
    verdicts.push(await serverVerdict(server, { image, digest, environment, artifactId }));
  }
  return verdicts;
}

/** The server's word, where it was asked: it knows the waivers that were granted there. */
function outcomeOf({ answer, server }: Filed): Outcome {
  return worst((server.length > 0 ? server : answer.verdicts).map(({ outcome }) => outcome));
}

function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((a, b) => (OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b), 'pass');
}

function rendered(filed: Filed, { output, color }: ScanReportOptions, stdout: NodeJS.WriteStream): string {
  if (output === 'json') return `${JSON.stringify(jsonOf(filed))}\n`;
  const { answer, scanned, place, server } = filed;
  const subject = printable(scanned.subject);
  const headlines = [
    ...answer.verdicts.map((verdict) => headline(verdict)),
    ...server.map(({ environment, outcome, link }) => `The server says ${outcome} for ${environment}: ${link}`),
  ].map(printable);
  if (output === 'line') return headlines.map((line) => `${subject}: ${line} (${printable(place)})\n`).join('');
  const counts = Object.entries(countBySeverity(answer.facts.findings)).map(
    ([severity, count]) => `${count} ${severity}`,
  );
  const table = renderTable(answer, terminalOf(stdout, color), { limit: 25, isVerbose: false });
  const said = server.flatMap(({ environment, outcome, reasons, link }) => [
    `The server says ${outcome} for ${environment}: ${link}`,
    ...reasons.map((reason) => `  ${reason}`),
  ]);
  const last = [`Findings by severity: ${counts.join(', ')}`, ...said.map(printable), `Reports: ${printable(place)}`];
  return `${table}\n${last.join('\n')}\n\n`;
}

/** What `--output json` writes: a line an artifact. */
function jsonOf({ answer, scanned, place, server }: Filed) {
  const { facts, verdicts, origins } = answer;
  return {
    subject: scanned.subject,
    image: facts.image,
    digest: facts.digest,
    imageId: scanned.imageId,
    reports: place,
    counts: countBySeverity(facts.findings),
    verdicts: verdicts.map((verdict) => {
      const counted = countedFindings(facts, verdict);
      return {
        environment: verdict.environment,
        outcome: verdict.outcome,
        verdictId: verdict.verdictId,
        reasons: verdict.reasons
          .filter(({ outcome }) => outcome !== 'pass')
          .map(({ rule, outcome, message, remedy }) => ({ rule, outcome, message, remedy })),
        findings: counted.map(({ finding, outcome, rules }) => ({
          name: nameOf(finding),
          kind: finding.kind,
          severity: finding.severity,
          outcome,
          rules,
          component: finding.component?.name ?? null,
          version: finding.component?.version ?? null,
          fixedVersions: finding.fixedVersions,
          place: placeOf(finding),
          origin: origins?.get(finding.id) ?? null,
          title: finding.title,
        })),
        upgrades: upgradesFor(counted.map(({ finding }) => finding)).map(({ names, from, to, clears }) => ({
          components: [...names],
          from,
          to,
          clears,
        })),
      };
    }),
    server,
  };
}
