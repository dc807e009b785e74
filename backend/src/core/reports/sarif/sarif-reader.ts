import type { FindingKind } from '../../model/finding-kind.js';
import { parseImageReference } from '../../model/image-reference.js';
import type { Severity } from '../../model/severity.js';
import { advisoryIds } from '../advisory-ids.js';
import type { JsonPath } from '../json-stream/json-pointer.js';
import type { ReportReader } from '../report-reader.js';
import type { ScanBuilder } from '../scan-builder.js';
import type { Scan, Subject } from '../scan.js';
import { severityOfScore, severityOfWord } from '../severity-words.js';
import { isoTime } from '../timestamps.js';
import { packageInResult } from './package-in-result.js';
import { kindOfResult, kindOfTool } from './result-kind.js';
import type {
  SarifArtifactLocation,
  SarifLog,
  SarifLogicalLocation,
  SarifResult,
  SarifRule,
  SarifRun,
  SarifToolComponent,
} from './sarif-log.js';
import { SarifPaths } from './sarif-paths.js';

/** What of a run is needed until its end: rules may be written after the results that refer to them. */
interface RunDraft {
  readonly results: { readonly path: JsonPath; readonly result: SarifResult }[];
  /** By component: the driver is -1, extensions count from 0. */
  readonly rules: Map<number, Map<number, SarifRule>>;
  readonly artifacts: Map<number, SarifArtifactLocation>;
  readonly logicalLocations: Map<number, SarifLogicalLocation>;
}

const DRIVER = -1;

/** Kinds of result that are no problem: a check that passed, did not apply, or only informs. */
const NO_PROBLEM = new Set(['pass', 'notApplicable', 'informational']);

/**
 * Reads SARIF 2.1.0 of any tool.
 *
 * One result is one problem, placed at its first location: SARIF lists several where all of them must be
 * changed to solve the one problem. Of a vulnerability every location is a place of the component.
 * What is covered: the kinds that were found, and what a known tool always looks for, found or not.
 */
export class SarifReader implements ReportReader {
  private readonly runs = new Map<number, RunDraft>();
  private readonly covered = new Set<FindingKind>();

  constructor(private readonly builder: ScanBuilder) {}

  element(list: string, value: unknown, path: JsonPath): void {
    const run = this.runOf(Number(path[1]));
    const index = Number(path.at(-1));
    switch (list) {
      case 'sarif.results':
        run.results.push({ path, result: trimmedResult(value as SarifResult) });
        break;
      case 'sarif.rules': {
        const component = path[3] === 'driver' ? DRIVER : Number(path[4]);
        let rules = run.rules.get(component);
        if (rules === undefined) run.rules.set(component, (rules = new Map()));
        rules.set(index, this.trimmedRule(value as SarifRule));
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
    const runs = (skeleton as SarifLog).runs ?? [];
    runs.forEach((run, index) => {
      const draft = this.runOf(index);
      this.runs.delete(index);
      this.finishRun(run, draft);
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
      platform: null,
      attempted: [],
      carries: [],
      operatingSystem: null,
      image: { user: null, hasHealthcheck: null, sizeBytes: null },
      covers: (['match', 'secret', 'misconfiguration', 'licence'] as const).filter((kind) => this.covered.has(kind)),
    });
  }

  private finishRun(run: SarifRun, draft: RunDraft): void {
    const driver = run.tool?.driver;
    const tool = driver === undefined ? '' : toolName(driver);
    const kind = kindOfTool(tool);
    // Without a list of results the run only describes its rules.
    if (kind !== null && Array.isArray(run.results)) this.covered.add(kind);
    const rules = new RuleBook(draft.rules, run.tool?.extensions ?? []);
    const paths = new SarifPaths(draft.artifacts, draft.logicalLocations, run.originalUriBaseIds ?? {});
    for (const { path, result } of draft.results) {
      if (NO_PROBLEM.has(result.kind ?? 'fail') || result.baselineState === 'absent') continue;
      const rule = rules.ruleOf(result);
      const ruleId = result.ruleId ?? result.rule?.id ?? rule?.id ?? (tool === '' ? 'sarif' : tool);
      const found = kindOfResult(tool, ruleId, rule);
      this.covered.add(found);
      if (found === 'match') this.vulnerability(result, rule, ruleId, paths, path);
      else this.problem(found, result, rule, ruleId, paths);
    }
  }

  private vulnerability(
    result: SarifResult,
    rule: SarifRule | null,
    ruleId: string,
    paths: SarifPaths,
    path: JsonPath,
  ): void {
    const { builder } = this;
    const { texts } = builder;
    const message = messageOf(result, rule);
    const locations = result.locations ?? [];
    const told = packageInResult(ruleId, rule, message, result, paths.logicalNameOf(locations[0]));
    const places = locations.map((location) => ({ path: paths.pathOf(location), layer: null }));
    const file = places[0]?.path ?? null;
    // A tool that names no package at all has at least found it somewhere.
    const facts = told.package ?? (file === null ? null : { purl: null, type: 'file', name: file, version: null });
    if (facts === null) {
      builder.skipped.add(path, `${told.advisory} names neither a package nor a place`);
      return;
    }
    const [first, ...others] = places;
    const componentKey = builder.component({ ...facts, place: first ?? null }, path);
    for (const place of others) builder.component({ ...facts, place }, path);
    const score = scoreOf(result, rule);
    const word = severityOfWord(told.severityWord);
    builder.claim({
      componentKey,
      reportedId: texts.share(told.advisory),
      ids: advisoryIds(told.advisory, told.aliases).map((id) => texts.share(id)),
      severity: word === 'unknown' ? severityOf(result, rule) : word,
      title: titleOf(texts.orNull(rule?.shortDescription?.text), told.advisory),
      description: texts.orNull(rule?.fullDescription?.text) ?? texts.orNull(message),
      fixedVersion: texts.orNull(told.fixedVersion),
      fixState: null,
      publishedAt: null,
      // Trivy makes up a score from the severity where it knows none, so it is not passed on as CVSS.
      cvssScore: word === 'unknown' ? score : null,
      cvssVector: null,
      epss: null,
      isKnownExploited: null,
      url: texts.orNull(rule?.helpUri),
      analysis: null,
      ...(isSuppressed(result) ? { isSuppressed: true } : {}),
    });
  }

  private problem(
    kind: Exclude<FindingKind, 'match'>,
    result: SarifResult,
    rule: SarifRule | null,
    ruleId: string,
    paths: SarifPaths,
  ): void {
    const { texts } = this.builder;
    const message = messageOf(result, rule);
    const location = result.locations?.[0];
    const region = location?.physicalLocation?.region;
    const firstLine = texts.orNull(message.split('\n', 1)[0]);
    this.builder.problem({
      kind,
      rule: texts.share(ruleId),
      severity: severityOf(result, rule),
      title:
        texts.orNull(rule?.shortDescription?.text) ??
        shortened(firstLine) ??
        texts.orNull(rule?.name) ??
        texts.share(ruleId),
      // A secret scanner's message may show the secret.
      description: kind === 'secret' ? null : (texts.orNull(message) ?? texts.orNull(rule?.fullDescription?.text)),
      resolution: null,
      path: texts.orNull(paths.pathOf(location)) ?? texts.orNull(paths.logicalNameOf(location)),
      startLine: region?.startLine ?? null,
      endLine: region?.endLine ?? null,
      subject: null,
      layer: null,
      componentKey: null,
      url: texts.orNull(rule?.helpUri),
      isSuppressed: isSuppressed(result),
    });
  }

  /** Of a rule only what is read is kept; help in Markdown can be long. */
  private trimmedRule(rule: SarifRule): SarifRule {
    const { id, name, deprecatedIds, shortDescription, fullDescription, help, helpUri } = rule;
    const { messageStrings, defaultConfiguration, properties } = rule;
    return {
      id,
      ...(name !== undefined && { name }),
      ...(deprecatedIds !== undefined && { deprecatedIds }),
      ...(shortDescription?.text !== undefined && { shortDescription: { text: shortDescription.text } }),
      ...(fullDescription?.text !== undefined && {
        fullDescription: { text: this.builder.texts.share(fullDescription.text) },
      }),
      ...(help?.text !== undefined && { help: { text: help.text } }),
      ...(helpUri !== undefined && { helpUri }),
      ...(messageStrings !== undefined && { messageStrings }),
      ...(defaultConfiguration !== undefined && { defaultConfiguration }),
      ...(properties !== undefined && { properties }),
    };
  }

  private runOf(index: number): RunDraft {
    let run = this.runs.get(index);
    if (run === undefined) {
      run = { results: [], rules: new Map(), artifacts: new Map(), logicalLocations: new Map() };
      this.runs.set(index, run);
    }
    return run;
  }
}

/** Finds the rule that a result refers to: by index, by identifier, by the parent of a hierarchical one. */
class RuleBook {
  private readonly byId = new Map<string, SarifRule>();

  constructor(
    private readonly components: RunDraft['rules'],
    private readonly extensions: readonly SarifToolComponent[],
  ) {
    for (const rules of [
      components.get(DRIVER),
      ...[...components].filter(([at]) => at !== DRIVER).map(([, other]) => other),
    ]) {
      for (const rule of rules?.values() ?? []) {
        if (!this.byId.has(rule.id)) this.byId.set(rule.id, rule);
      }
    }
  }

  ruleOf(result: SarifResult): SarifRule | null {
    const reference = result.rule?.toolComponent;
    const named =
      reference?.name === undefined ? -1 : this.extensions.findIndex((other) => other.name === reference.name);
    const component = reference?.index ?? (named >= 0 ? named : DRIVER);
    const index = result.ruleIndex ?? result.rule?.index ?? -1;
    const id = result.ruleId ?? result.rule?.id;
    const indexed = index < 0 ? undefined : this.components.get(component)?.get(index);
    // An index that points to another rule than the identifier names is a mistake of the tool's.
    if (indexed !== undefined && (id === undefined || id === indexed.id || id.startsWith(`${indexed.id}/`)))
      return indexed;
    for (let parent = id ?? ''; parent !== ''; parent = parent.slice(0, Math.max(0, parent.lastIndexOf('/')))) {
      const rule = this.byId.get(parent);
      if (rule !== undefined) return rule;
    }
    return indexed ?? null;
  }
}

/** A result without its code flows, fixes, fingerprints and the like. */
function trimmedResult(result: SarifResult): SarifResult {
  const { ruleId, ruleIndex, rule, kind, level, message, locations, suppressions, baselineState, properties } = result;
  return {
    ...(ruleId !== undefined && { ruleId }),
    ...(ruleIndex !== undefined && { ruleIndex }),
    ...(rule !== undefined && { rule }),
    ...(kind !== undefined && { kind }),
    ...(level !== undefined && { level }),
    ...(message !== undefined && { message }),
    ...(locations !== undefined && { locations }),
    ...(suppressions !== undefined && { suppressions }),
    ...(baselineState !== undefined && { baselineState }),
    ...(properties !== undefined && { properties }),
  };
}

/** The score that a tool gives (`security-severity`) outweighs the level, which has three steps only. */
function severityOf(result: SarifResult, rule: SarifRule | null): Severity {
  const scored = severityOfScore(scoreOf(result, rule));
  if (scored !== 'unknown') return scored;
  return severityOfWord(result.level ?? rule?.defaultConfiguration?.level ?? 'warning');
}

function scoreOf(result: SarifResult, rule: SarifRule | null): number | null {
  const value = result.properties?.['security-severity'] ?? rule?.properties?.['security-severity'];
  const score = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof score === 'number' && score >= 0 && score <= 10 ? score : null;
}

/** Suppressed only where every suppression is accepted (the default): one that is under review does not count yet. */
function isSuppressed({ suppressions }: SarifResult): boolean {
  const states = (suppressions ?? []).map((suppression) => suppression.status ?? suppression.state ?? 'accepted');
  return states.length > 0 && states.every((state) => state === 'accepted');
}

function messageOf(result: SarifResult, rule: SarifRule | null): string {
  const { message } = result;
  const text = message?.text ?? (message?.id === undefined ? undefined : rule?.messageStrings?.[message.id]?.text);
  const filled = text?.replace(
    /\{(\d+)\}/g,
    (placeholder, index: string) => message?.arguments?.[Number(index)] ?? placeholder,
  );
  return filled ?? '';
}

/** Trivy's and Grype's rules are titled by the advisory's identifier, which says nothing new. */
function titleOf(title: string | null, advisory: string): string | null {
  return title === advisory ? null : title;
}

function shortened(text: string | null): string | null {
  return text === null || text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

function toolName(driver: SarifToolComponent): string {
  return driver.name ?? driver.fullName ?? '';
}

/** What comes before the last slash of a run's id is its category; what comes after names the single run. */
function targetOf(runs: readonly SarifRun[]): string | null {
  const categories = runs.map(({ automationDetails }) => /^(.*)\//s.exec(automationDetails?.id ?? '')?.[1] ?? '');
  return (
    [...new Set(categories)]
      .filter((category) => category !== '')
      .toSorted()
      .join(', ') || null
  );
}

/** Trivy writes into a run's properties which image it looked at. */
function subjectOf(runs: readonly SarifRun[]): Subject {
  for (const { properties } of runs) {
    const name = properties?.['imageName'];
    if (typeof name !== 'string' || name === '') continue;
    const reference = parseImageReference(name);
    const digests: unknown = properties?.['repoDigests'];
    const digested = (Array.isArray(digests) ? digests : []).map((text) =>
      typeof text === 'string' ? parseImageReference(text) : null,
    );
    const named = digested.find((other) => other !== null && other.repository === reference?.repository) ?? digested[0];
    return {
      image: reference?.repository ?? named?.repository ?? null,
      digest: reference?.digest ?? named?.digest ?? null,
      tag: reference?.tag ?? null,
      name,
    };
  }
  return { image: null, digest: null, tag: null, name: null };
}
