import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boundedVerdict } from '../../core/gate/bounded-verdict.js';
import { evaluateWhole, type Question } from '../../core/gate/evaluate.js';
import { excludedByVex } from '../../core/gate/excluded-by-vex.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import type { Waiver } from '../../core/model/waiver.js';
import { REQUIRED_KINDS } from '../../core/model/required-kind.js';
import type { Policy } from '../../core/policy/policy.js';
import { policyOfSources } from '../../core/policy/policy-of-sources.js';
import { type Answer, waysOf } from '../gate/answer.js';
import { artifactOfReports } from '../gate/artifact-of-reports.js';
import type { VexSources } from '../gate/vex-sources.js';
import { renderCycloneDx } from '../output/cyclonedx.js';
import { renderMarkdown } from '../output/markdown.js';
import { renderSarif } from '../output/sarif.js';
import { type Artifact, unitedComponents } from '../output/sbom.js';
import { renderSpdx } from '../output/spdx.js';
import { PLIMSOLL_VERSION } from '../shipped-files.js';
import { readText } from '../read-text.js';
import { broughtInBy } from './brought-in-by.js';
import { scanComposeFiles } from './compose-scan.js';
import { databaseDateIn } from './database-date.js';
import { scanImageConfiguration } from './image-scan.js';
import { originsOf } from './origins.js';
import { ReportShelf } from './report-shelf.js';
import { writeScanNote } from './scan-note.js';
import type { ScanReportOptions } from './scan-report.command.js';
import { COMPOSE_REPORT, IMAGE_REPORT, readScannedFolder, type ScannedFolder } from './scanned-folder.js';
import { sendScan } from './send-scan.js';
import { type Server, serverVerdict, type ServerVerdict } from './server-verdict.js';

/** A scan, decided on and filed. */
export interface FiledScan {
  readonly scanned: ScannedFolder;
  readonly answer: Answer;
  readonly place: string;
  readonly server: readonly ServerVerdict[];
}

/** What a scan is decided with. */
export interface DecisionInput {
  readonly policy: Policy;
  readonly waivers: readonly Waiver[];
  readonly vex: VexSources;
  readonly say: (text: string) => void;
  /** Those asked for. */
  readonly environments: readonly string[];
  readonly server: Server | null;
  readonly options: ScanReportOptions;
  readonly now: Date;
}

/** Decides, writes what is made of the reports beside them, sends them where a server is named, and files the folder. */
export async function decideAndFile(folder: string, given: DecisionInput): Promise<FiledScan> {
  const { policy, waivers, environments, server, options, now, say } = given;
  const at = now.toISOString();
  const look = options.look ?? REQUIRED_KINDS;
  const databaseDate = await databaseDateIn(options.databaseMetadata);
  const version = PLIMSOLL_VERSION;
  // A source tree is named by its whole path there; of an image there are no compose files.
  const tree = look.includes('misconfigurations') ? await readText(join(folder, 'tree')) : null;
  if (tree !== null) await scanComposeFiles(tree, policy.scan?.skip ?? [], join(folder, COMPOSE_REPORT), version);
  if (look.includes('misconfigurations')) {
    await scanImageConfiguration(join(folder, 'trivy.json'), join(folder, IMAGE_REPORT), version);
  }
  const scanned = await readScannedFolder(folder, look, databaseDate);
  const { facts, factsFor, records } = artifactOfReports(scanned.reports, subjectOf(scanned), at, at);
  const documents = scanned.tree === null ? await given.vex.of(facts, say, facts.digest !== scanned.imageId) : [];
  const vex = documents.map((each) => each.vex);
  const every = policy.environments.map(({ name }) => name);
  const held = scanned.tree === null ? policy : policyOfSources(policy);
  const factsByEnvironment = new Map(every.map((name) => [name, factsFor(held, name)]));
  if (documents.length > 0) {
    const { vexRemarks } = await import('../gate/vex-remarks.js');
    for (const environment of environments) {
      const counting = factsByEnvironment.get(environment) ?? facts;
      for (const remark of vexRemarks(documents, {
        facts: counting,
        policy: held,
        environment,
        at,
        isVerbose: false,
      })) {
        say(remark);
      }
    }
  }
  const questions = Array.from(factsByEnvironment, ([environment, counting]): Question => {
    return { facts: counting, policy: held, waivers, vex, environment, at };
  });
  const verdicts = questions.map(evaluateWhole);
  const answer: Answer = {
    facts,
    factsByEnvironment,
    verdicts: verdicts.filter(({ environment }) => environments.includes(environment)),
    ways: waysOf(questions, verdicts),
    excludedByVex: new Map(questions.map((question) => [question.environment, excludedByVex(question)])),
    ...(scanned.imageId === null ? {} : { origins: originsOf(records, scanned.layers) }),
    parents: broughtInBy(scanned.trivy, facts.findings),
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
    'verdicts.jsonl': verdicts.map((verdict) => verdictJson(boundedVerdict(verdict))).join(''),
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
 * id, by which the scan is known again. Grype makes up a digest for such an image; all reports are of what was asked for.
 */
function subjectOf({ reference, imageId, reports, subject, tree }: ScannedFolder) {
  const named = reports.find(({ scan }) => scan.format === 'trivy')?.scan.subject.digest ?? null;
  const digest = reference?.digest ?? named ?? imageId;
  return {
    ...(reference === null ? { image: nameOfFolder(tree ?? subject) } : { image: reference.repository }),
    ...(digest === null ? {} : { digest }),
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
  scanned: ScannedFolder,
  { facts: { image, digest } }: Answer,
  { environments, options }: DecisionInput,
  databaseDate: Date | undefined,
): Promise<ServerVerdict[]> {
  const look = options.look ?? REQUIRED_KINDS;
  const artifactId = await sendScan(server, scanned, { image, digest }, look, databaseDate);
  const verdicts: ServerVerdict[] = [];
  for (const environment of environments) {
    verdicts.push(await serverVerdict(server, { image, digest, environment, artifactId }));
  }
  return verdicts;
}
