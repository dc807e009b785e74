import { FINDING_KINDS, type FindingKind } from '../../model/finding-kind.js';
import { parseImageReference } from '../../model/image-reference.js';
import type { Severity } from '../../model/severity.js';
import { advisoryIds } from '../advisory-ids.js';
import type { JsonPath } from '../json-stream/json-pointer.js';
import { namedImages, referenceIn, referencesIn } from '../named-images.js';
import type { ReportReader } from '../report-reader.js';
import type { PackageFacts, ScanBuilder } from '../scan-builder.js';
import type { Claim, Scan, Subject } from '../scan.js';
import { rate } from '../severity-order.js';
import { severityOfWord } from '../severity-words.js';
import { lineNumber } from '../line-number.js';
import { isoTime } from '../timestamps.js';
import { licenceInResult } from './licence-in-result.js';
import { packageInResult, type PackageInResult } from './package-in-result.js';
import { platformOf } from './platform-of-runs.js';
import { subjectOfProblem } from './problem-subject.js';
import { kindOfResult, kindOfTool } from './result-kind.js';
import { LevelOverrides, levelOf } from './result-level.js';
import { DRIVER, RuleBook, type DescriptorLists } from './rule-book.js';
import { failuresOf, filledMessage } from './run-failure.js';
import { isInvalidScore, scoreIn, securitySeverityIn } from './security-severity.js';
import type {
  SarifArtifactLocation,
  SarifDescriptorReference,
  SarifLocation,
  SarifLog,
  SarifLogicalLocation,
  SarifResult,
  SarifRule,
  SarifRun,
  SarifText,
  SarifToolComponent,
} from './sarif-log.js';
import { SarifPaths } from './sarif-paths.js';

/** What of a run is needed until its end: rules may be written after the results that refer to them. */
interface RunDraft {
  readonly results: { readonly path: JsonPath; readonly result: SarifResult }[];
  readonly rules: DescriptorLists;
  readonly notifications: DescriptorLists;
  readonly artifacts: Map<number, SarifArtifactLocation>;
  readonly logicalLocations: Map<number, SarifLogicalLocation>;
}

/** Kinds of result that are no problem: a check that passed, did not apply, or only informs. */
const NO_PROBLEM = new Set(['pass', 'notApplicable', 'informational']);

/**
 * Reads SARIF 2.1.0 of any tool.
 *
 * One result is one problem, placed at its first location: SARIF lists several where all of them must be
 * changed to solve the one problem. Of a vulnerability every location is a place of the component.
 * What is covered: the kinds that were found, and what a known tool always looks for, found or not. A run that failed
 * covers nothing, and spoils the kinds that it looked for in other runs of the log too: what it found counts.
 */
export class SarifReader implements ReportReader {
  private readonly runs = new Map<number, RunDraft>();
  private readonly covered = new Set<FindingKind>();
  private readonly attempted = new Set<FindingKind>();
  private readonly scoresWarnedOf = new Set<SarifRule>();

  constructor(private readonly builder: ScanBuilder) {}

  element(list: string, value: unknown, path: JsonPath): void {
    const run = this.runOf(Number(path[1]));
    const index = Number(path.at(-1));
    switch (list) {
      case 'sarif.results':
        run.results.push({ path, result: trimmedResult(value as SarifResult) });
        break;
      case 'sarif.rules':
      case 'sarif.notifications': {
        const lists = list === 'sarif.rules' ? run.rules : run.notifications;
        const component = path[3] === 'driver' ? DRIVER : Number(path[4]);
        let descriptors = lists.get(component);
        if (descriptors === undefined) lists.set(component, (descriptors = new Map()));
        descriptors.set(index, this.trimmedRule(value as SarifRule));
        break;
      }
      case 'sarif.artifacts': {
        const { location } = value as { location?: SarifArtifactLocation };
        if (location !== undefined) run.artifacts.set(index, location);
        break;
      }
      case 'sarif.logicalLocations':
        run.logicalLocations.set(index, value as SarifLogicalLocation);
        break;
    }
  }

  finish(skeleton: unknown): Scan {
    const { builder } = this;
    const { runs: listed } = skeleton as SarifLog;
    const runs = listed ?? [];
    if (runs.length === 0) builder.failures.add(['runs'], 'The log holds no run: no tool tells what it looked at.');
    runs.forEach((run, index) => {
      const draft = this.runOf(index);
      this.runs.delete(index);
      this.finishRun(run, draft, ['runs', index]);
    });
    const drivers = runs.map((run) => run.tool?.driver).filter((driver) => driver !== undefined);
    const names = [...new Set(drivers.map(toolName))];
    const times = runs
      .flatMap((run) => run.invocations ?? [])
      .map((call) => isoTime(call.endTimeUtc ?? call.startTimeUtc));
    return builder.build({
      format: 'sarif',
      tool: {
        name: names.length === 0 ? 'sarif' : builder.texts.share(names.join(', ')),
        version: builder.texts.orNull(drivers[0]?.semanticVersion) ?? builder.texts.orNull(drivers[0]?.version),
      },
      scannedAt:
        times
          .filter((time) => time !== null)
          .toSorted()
          .at(-1) ?? null,
      databaseDate: null,
      subject: subjectOf(runs),
      target: builder.texts.orNull(targetOf(runs)),
      platform: builder.texts.orNull(platformOf(runs)),
      attempted: FINDING_KINDS.filter((kind) => this.attempted.has(kind)),
      carries: [],
      operatingSystem: null,
      image: { user: null, hasHealthcheck: null, sizeBytes: null },
      covers: FINDING_KINDS.filter((kind) => this.covered.has(kind) && !this.attempted.has(kind)),
    });
  }

  private finishRun(run: SarifRun, draft: RunDraft, path: JsonPath): void {
    const driver = run.tool?.driver;
    const tool = driver === undefined ? '' : toolName(driver);
    const extensions = run.tool?.extensions ?? [];
    const notifications = new RuleBook(draft.notifications, driver, extensions);
    const failures = failuresOf(run, draft.results.length > 0, notifications);
    for (const { at, message } of failures) this.builder.failures.add([...path, ...at], message);
    const kinds = failures.length === 0 ? this.covered : this.attempted;
    const kind = kindOfTool(tool);
    if (kind !== null) kinds.add(kind);
    const rules = new RuleBook(draft.rules, driver, extensions);
    const context: RunContext = {
      overrides: new LevelOverrides(run.invocations ?? [], rules),
      paths: new SarifPaths(draft.artifacts, draft.logicalLocations, run.originalUriBaseIds ?? {}),
    };
    for (const { path: at, result } of draft.results) {
      if (NO_PROBLEM.has(result.kind ?? 'fail') || result.baselineState === 'absent') continue;
      const rule = rules.find(ruleReferenceOf(result));
      const ruleId = result.ruleId ?? result.rule?.id ?? rule?.id ?? (tool === '' ? 'sarif' : tool);
      const message =
        result.message === null || result.message === undefined ? '' : filledMessage(result.message, rule);
      const found = kindOfResult(tool, ruleId, rule, result, message);
      if (found.isCertain || kinds === this.attempted) kinds.add(found.kind);
      const read: ReadResult = { result, rule, ruleId, message, path: at, context };
      this.warnOfScore(read);
      if (found.kind === 'match') this.vulnerability(read);
      else this.problem(found.kind, read);
    }
  }

  private vulnerability(read: ReadResult): void {
    const { result, rule, ruleId, message, path, context } = read;
    const { builder } = this;
    const { texts } = builder;
    const locations = result.locations ?? [];
    const told = packageInResult(ruleId, rule, message, result, context.paths.logicalNameOf(locations[0]));
    const places = locations.map((location) => ({ path: context.paths.pathOf(location), layer: null }));
    const [first, ...others] = places;
    for (const facts of told.packages.length > 0 ? told.packages : [unnamedPackage(first?.path ?? null)]) {
      const componentKey = builder.component({ ...facts, place: first ?? null, isListed: false }, path);
      for (const place of others) builder.component({ ...facts, place, isListed: false }, path);
      builder.claim({
        componentKey,
        reportedId: texts.share(told.advisory),
        ids: advisoryIds(told.advisory, told.aliases).map((id) => texts.share(id)),
        ...ratingOf(read, told),
        title: titleOf(texts.orNull(rule?.shortDescription?.text), told.advisory),
        description: texts.orNull(rule?.fullDescription?.text) ?? texts.orNull(message),
        fixedVersion: texts.orNull(told.fixedVersion),
        fixState: told.fixState,
        publishedAt: null,
        epss: null,
        isKnownExploited: null,
        url: texts.orNull(rule?.helpUri),
        analysis: null,
        // SARIF knows people's suppressions only: comments in the source, and decisions kept elsewhere (3.35).
        ...(isSuppressed(result) ? { isSuppressed: true, suppressedBy: 'person' } : {}),
      });
    }
  }

  private problem(kind: Exclude<FindingKind, 'match'>, read: ReadResult): void {
    const { result, rule, ruleId, message, path, context } = read;
    const { builder } = this;
    const { texts } = builder;
    const location = result.locations?.[0];
    const region = location?.physicalLocation?.region;
    const file = texts.orNull(context.paths.pathOf(location));
    const logicalName = texts.orNull(context.paths.logicalNameOf(location));
    const licence = kind === 'licence' ? licenceInResult(ruleId, message) : null;
    // What a scanner says of one secret may show it, so only the rule's own words are taken.
    const firstLine = kind === 'secret' ? null : texts.orNull(message.split('\n', 1)[0]);
    // Some tools make up a rule for one match, with the match in it.
    const own = (text: string | undefined): string | null =>
      text === undefined || (kind === 'secret' && isQuoted(text, location)) ? null : texts.orNull(text);
    builder.problem({
      kind,
      rule: texts.share(licence?.name ?? ruleId),
      severity: severityOf(read),
      title: own(rule?.shortDescription?.text) ?? shortened(firstLine) ?? own(rule?.name) ?? texts.share(ruleId),
      description: kind === 'secret' ? null : (texts.orNull(message) ?? texts.orNull(rule?.fullDescription?.text)),
      resolution: null,
      path: file ?? logicalName,
      startLine: lineNumber(region?.startLine),
      endLine: lineNumber(region?.endLine),
      subject: texts.orNull(
        subjectOfProblem(region ?? null, file === null ? null : logicalName, kind === 'secret' ? null : message),
      ),
      layer: null,
      componentKey:
        licence === null
          ? null
          : builder.component(
              { purl: null, type: 'package', name: licence.package, version: null, isListed: false },
              path,
            ),
      url: texts.orNull(rule?.helpUri),
      isSuppressed: isSuppressed(result),
    });
  }

  private warnOfScore({ result, rule, path }: ReadResult): void {
    const { warnings } = this.builder;
    const said = 'security-severity is no number from 0 to 10; the level decides';
    if (isInvalidScore(result.properties)) warnings.add([...path, 'properties', 'security-severity'], said);
    if (rule === null || this.scoresWarnedOf.has(rule) || !isInvalidScore(rule.properties)) return;
    this.scoresWarnedOf.add(rule);
    warnings.add(path, `of its rule, ${said}`);
  }

  /** Of a rule only what is read is kept; help in Markdown can be long. */
  private trimmedRule(rule: SarifRule): SarifRule {
    const { id, guid, name, deprecatedIds, shortDescription, fullDescription, help, helpUri } = rule;
    const { messageStrings, defaultConfiguration, properties } = rule;
    return {
      id,
      ...(guid !== undefined && { guid }),
      ...(name !== undefined && { name }),
      ...(deprecatedIds !== undefined && { deprecatedIds }),
      ...(shortDescription?.text !== undefined && { shortDescription: { text: shortDescription.text } }),
      ...(fullDescription?.text !== undefined && {
        fullDescription: { text: this.builder.texts.share(fullDescription.text) },
      }),
      ...helpOf(help),
      ...(helpUri !== undefined && { helpUri }),
      ...(messageStrings !== undefined && { messageStrings }),
      ...(defaultConfiguration !== undefined && { defaultConfiguration }),
      ...(properties !== undefined && { properties }),
    };
  }

  private runOf(index: number): RunDraft {
    let run = this.runs.get(index);
    if (run === undefined) {
      run = {
        results: [],
        rules: new Map(),
        notifications: new Map(),
        artifacts: new Map(),
        logicalLocations: new Map(),
      };
      this.runs.set(index, run);
    }
    return run;
  }
}

/** What is the same for all results of a run. */
interface RunContext {
  readonly overrides: LevelOverrides;
  readonly paths: SarifPaths;
}

interface ReadResult {
  readonly result: SarifResult;
  readonly rule: SarifRule | null;
  readonly ruleId: string;
  readonly message: string;
  readonly path: JsonPath;
  readonly context: RunContext;
}

/** 3.27.5–7: `ruleId`, `ruleIndex` and `rule` say the same, and a result has as few of them as will do. */
function ruleReferenceOf({ ruleId, ruleIndex, rule }: SarifResult): SarifDescriptorReference {
  return { ...rule, id: ruleId ?? rule?.id ?? null, index: isIndex(ruleIndex) ? ruleIndex : (rule?.index ?? null) };
}

/** -1 stands for none. */
function isIndex(index: number | null | undefined): index is number {
  return typeof index === 'number' && index >= 0;
}

/** Of help in Markdown, which can be long, only what tells of fixes is read (OSV-Scanner, Snyk). */
function helpOf(help: SarifText | undefined): { readonly help?: SarifText } {
  const { text, markdown } = help ?? {};
  const telling = markdown === undefined || !/fix|upgrade|update/i.test(markdown) ? undefined : markdown;
  if (text === undefined && telling === undefined) return {};
  return { help: { ...(text !== undefined && { text }), ...(telling !== undefined && { markdown: telling }) } };
}

/** A vulnerability whose package no tool named is one all the same: where it was found stands for the package. */
function unnamedPackage(file: string | null): PackageFacts {
  return { purl: null, type: 'file', name: file ?? 'not named', version: null };
}

/** A result without its code flows, fingerprints and the like. */
function trimmedResult(result: SarifResult): SarifResult {
  const { ruleId, ruleIndex, rule, kind, level, message, locations, suppressions, baselineState, properties } = result;
  const { provenance } = result;
  const fixes = (result.fixes ?? []).flatMap(({ description }) => (description?.text ? [{ description }] : []));
  return {
    ...(ruleId !== undefined && { ruleId }),
    ...(ruleIndex !== undefined && { ruleIndex }),
    ...(rule !== undefined && { rule }),
    ...(kind !== undefined && { kind }),
    ...(level !== undefined && { level }),
    ...(message !== undefined && { message }),
    ...(locations !== undefined && { locations }),
    ...(provenance !== undefined && { provenance }),
    ...(fixes.length > 0 && { fixes }),
    ...(suppressions !== undefined && { suppressions }),
    ...(baselineState !== undefined && { baselineState }),
    ...(properties !== undefined && { properties }),
  };
}

/** The score that a tool gives (`security-severity`) outweighs the level, which has three steps only. */
function severityOf({ result, rule, context }: ReadResult): Severity {
  const scored = [result.properties, rule?.properties].map(securitySeverityIn).find((rating) => rating !== 'unknown');
  return scored ?? severityOfWord(levelOf(result, rule, context.overrides));
}

function scoreOf(result: SarifResult, rule: SarifRule | null): number | null {
  return scoreIn(result.properties) ?? scoreIn(rule?.properties);
}

/**
 * Trivy and Grype write their word for the severity into the prose, and derive score and level from it: where that word is
 * `unknown` and nothing scored it, the level is no rating.
 */
function ratingOf(
  read: ReadResult,
  { severityWord, isScoreMadeUp }: PackageInResult,
): Pick<Claim, 'severity' | 'cvssScore' | 'cvssVector'> {
  const { result, rule } = read;
  const vector = rule?.properties?.['cvssv3_vector'];
  const base = rule?.properties?.['cvssv3_baseScore'];
  const score = scoreOf(result, rule);
  const word = isUnratedInWords(severityWord, score) ? 'unknown' : severityWord;
  const isWordKnown = severityOfWord(word) !== 'unknown';
  const rated = rate([
    {
      source: null,
      word,
      score: typeof base === 'number' ? base : isScoreMadeUp && isWordKnown ? null : score,
      vector: typeof vector === 'string' && vector !== '' ? vector : null,
    },
  ]);
  const severity = rated.severity === 'unknown' && severityWord === null ? severityOf(read) : rated.severity;
  return { severity, cvssScore: rated.score, cvssVector: rated.vector };
}

/** Grype writes low for what has no rating and for what is negligible, which only the score of 0 tells from what is rated low. */
function isUnratedInWords(word: string | null, score: number | null): boolean {
  return score === 0 && severityOfWord(word) === 'low';
}

/** Suppressed only where every suppression is accepted (the default): one that is under review does not count yet. */
function isSuppressed({ suppressions }: SarifResult): boolean {
  const states = (suppressions ?? []).map((suppression) => suppression.status ?? suppression.state ?? 'accepted');
  return states.length > 0 && states.every((state) => state === 'accepted');
}

/** Trivy's and Grype's rules are titled by the advisory's identifier, which says nothing new. */
function titleOf(title: string | null, advisory: string): string | null {
  return title === advisory ? null : title;
}

/** Whether a text holds a word of the code that the result shows. */
function isQuoted(text: string, location: SarifLocation | undefined): boolean {
  const { region, contextRegion } = location?.physicalLocation ?? {};
  const code = [region?.snippet?.text ?? '', contextRegion?.snippet?.text ?? ''].join('\n');
  return code.trim() !== '' && (text.match(/[^\s"'`<>()[\]{},;:=]{6,}/g) ?? []).some((word) => code.includes(word));
}

function shortened(text: string | null): string | null {
  return text === null || text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

function toolName(driver: SarifToolComponent): string {
  return driver.name ?? driver.fullName ?? '';
}

/** What comes before the last slash of a run's id is its category; what comes after names the single run. Sources are no image. */
function targetOf(runs: readonly SarifRun[]): string | null {
  const categories = runs.map(({ automationDetails }) => /^(.*)\//s.exec(automationDetails?.id ?? '')?.[1] ?? '');
  return (
    [...new Set(categories)]
      .filter((category) => category !== '')
      .toSorted()
      .join(', ') || (runs.some(isOfSources) ? 'sources' : null)
  );
}

/** Trivy names the image that it looked at, from 0.29 on; scanners of sources write where the tree lies, and an image has no place but its own root. */
function isOfSources({ tool, originalUriBaseIds = {}, properties }: SarifRun): boolean {
  if (typeof properties?.['imageName'] === 'string') return false;
  if (tool?.driver?.name === 'Trivy') return true;
  return Object.values(originalUriBaseIds).some(
    ({ uri = '' }) => /^[a-z][a-z0-9+.-]*:/i.test(uri) && uri !== 'file:///',
  );
}

/** Trivy writes into a run's properties which image it looked at. */
function subjectOf(runs: readonly SarifRun[]): Subject {
  for (const { properties } of runs) {
    const name = properties?.['imageName'];
    if (typeof name !== 'string' || name === '') continue;
    const reference = parseImageReference(name);
    const digested = referencesIn(properties?.['repoDigests']);
    const named = digested.find((other) => other.repository === reference?.repository) ?? digested[0];
    return {
      image: reference?.repository ?? named?.repository ?? null,
      digest: reference?.digest ?? named?.digest ?? null,
      tag: reference?.tag ?? null,
      ...namedImages([referenceIn(name), ...digested, ...referencesIn(properties?.['repoTags'])]),
      name,
    };
  }
  return { image: null, digest: null, tag: null, ...namedImages([]), name: null };
}
