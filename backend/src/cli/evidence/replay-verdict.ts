import { isDeepStrictEqual } from 'node:util';
import { introducedSince, runningOf } from '../../core/compare/introduced-since.js';
import { type ComparedSide, listedComponents } from '../../core/compare/side.js';
import { type EvidenceRules, evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import { judgeQuestion, type Question, REMEDIES, verdictOn } from '../../core/gate/evaluate.js';
import { factsOf } from '../../core/gate/facts-of.js';
import { countComponents, recordOf, type ScanRecord } from '../../core/gate/scan-record.js';
import { namesLostWaivers } from '../../core/gate/names-lost-waivers.js';
import { currentIds, scansThen } from '../../core/gate/scans-then.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import { runningInput } from '../../core/gate/verdict-running.js';
import type { Verdict } from '../../core/gate/verdict.js';
import type { Waiver } from '../../core/model/waiver.js';
import { READER_VERSION } from '../../core/reports/reader-version.js';
import type { Scan } from '../../core/reports/scan.js';
import { sourcesOf } from '../../core/upgrades/sources-of.js';
import { approvedWaiver } from '../../modules/approved-waivers/stored-waiver.js';
import { type ArchivedScan, type ArchivedVerdict, type StampThen, stampThen } from './archived-evidence.js';
import type { OpenedArchive } from './opened-archive.js';

/** `same`: to the byte. `unchecked`: with what the archive lacks, as the end of a sentence. */
export type ReplayOutcome =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'different'; readonly again: Verdict }
  | { readonly outcome: 'unchecked'; readonly why: string };

/** What keeps a verdict from being evaluated again. */
class Unchecked extends Error {
  override readonly name = 'Unchecked';
}

interface Side extends ComparedSide {
  readonly facts: Question['facts'];
}

/** Evaluates again, out of an archive alone, what a verdict was given for: the findings are read from the reports themselves. */
export async function replayVerdict(archive: OpenedArchive, given: ArchivedVerdict): Promise<ReplayOutcome> {
  const body = await archive.body(given);
  const verdict = JSON.parse(body) as Verdict;
  try {
    const question = await questionOf(archive, given, verdict);
    const judged = judgeQuestion(question);
    // As earlier versions said how to fix what failed, too.
    if (REMEDIES.some((remedies) => verdictJson(verdictOn(judged, { remedies })) === body)) return { outcome: 'same' };
    const again = verdictOn(judged);
    const doubt = doubtOf(given, verdict, again);
    return doubt === null ? { outcome: 'different', again } : { outcome: 'unchecked', why: doubt };
  } catch (error) {
    if (error instanceof Unchecked) return { outcome: 'unchecked', why: error.message };
    throw error;
  }
}

/** Why another verdict does not show that this one was wrong: what it may rest on besides is not in the archive. */
function doubtOf({ scanReaders }: ArchivedVerdict, verdict: Verdict, again: Verdict): string | null {
  const { vex, running } = verdict.inputs;
  if (scanReaders?.some((reader) => reader !== READER_VERSION)) return 'another version of Plimsoll read its reports';
  if (vex !== undefined) return 'VEX documents that it did not use are not in the archive';
  if (running !== undefined) return 'not all scans of what ran are in the archive';
  return namesLostWaivers(verdict, again) ? 'it names waivers that it did not use, which are not in the archive' : null;
}

async function questionOf(archive: OpenedArchive, given: ArchivedVerdict, verdict: Verdict): Promise<Question> {
  const { scans: scanIds } = given;
  const { environment, evaluatedAt: at, inputs } = verdict;
  if (scanIds === null) throw new Unchecked('it does not state its scans');
  const policy = await archive.policy(given.policyVersion);
  if (policy === null) throw new Unchecked('its policy version is not in the archive, or not readable');
  const settings = policy.environments.find(({ name }) => name === environment)?.settings;
  if (settings?.vulnerabilities?.overdue !== undefined)
    throw new Unchecked('since when the image has its vulnerabilities is not in the archive');
  const rules = evidenceRulesOf(settings);
  const scans = (await archive.scansOf(given.artifactId)) ?? [];
  const stamps = stampsAt(scans, at);
  const history = scansThen(stamps, rules, scanIds);
  if (history === null) throw new Unchecked('other scans are in the archive than counted then');
  const own = await sideOf(archive, { image: verdict.image, digest: verdict.digest }, scans, history, rules, verdict);
  const vex = await archive.vex((inputs.vex ?? []).map(({ document }) => document));
  if (vex === null) throw new Unchecked('a VEX document that it uses is not in the archive, or not readable');
  const waivers = await waiversOf(archive, given, verdict);
  const introduced = await introducedOf(archive, verdict, own, rules);
  return { facts: own.facts, policy, waivers, vex, introduced, environment, at };
}

function stampsAt(scans: readonly ArchivedScan[], at: string): StampThen[] {
  return scans.map((scan) => stampThen(scan, Date.parse(at))).filter(({ saidAt = '' }) => saidAt <= at);
}

/** By the scans that count, read from their reports; all else about them is as it was recorded. */
async function sideOf(
  archive: OpenedArchive,
  artifact: { readonly image: string; readonly digest: string },
  scans: readonly ArchivedScan[],
  history: readonly StampThen[],
  rules: EvidenceRules,
  verdict: Verdict,
): Promise<Side> {
  const counting = new Set(currentIds(history, rules));
  const stamps = new Map(history.map((stamp) => [String(stamp.scanId), stamp]));
  const read: Scan[] = [];
  const records: ScanRecord[] = [];
  for (const scan of scans) {
    const stamp = stamps.get(scan.scanId);
    if (stamp === undefined || !counting.has(stamp.scanId)) continue;
    const content = await archive.scan(scan);
    if (content === null) throw new Unchecked(`the report ${scan.report} is not in the archive, or not readable`);
    read.push(content);
    const { claims, problems, components } = recordOf(content, scan.report, scan.firstReceivedAt);
    records.push({ ...scan, ...stamp, claims, problems, components });
  }
  const facts = factsOf({
    ...artifact,
    scans: records,
    history: withLacks(history, verdict),
    ...countComponents(read),
    ...rules,
  });
  return { facts: { ...facts, sourceOf: sourcesOf(read) }, components: listedComponents(read) };
}

/** What earlier scans listed is as the verdict has it: their reports are not in the archive. */
function withLacks(history: readonly StampThen[], { inputs }: Verdict): StampThen[] {
  const lacks = new Map(inputs.scans.map((scan) => [scan.report, scan.lacks]));
  return history.map((stamp) => ({ ...stamp, lacks: lacks.get(stamp.report) ?? null }));
}

async function waiversOf(
  archive: OpenedArchive,
  { verdictId }: ArchivedVerdict,
  { environment, evaluatedAt, inputs }: Verdict,
): Promise<Waiver[]> {
  const at = Date.parse(evaluatedAt);
  const waivers = (await archive.waivers()).flatMap(({ name, revisions, uses }) => {
    const use = uses.find(
      (each) => each.verdict === verdictId && each.environment === environment && Date.parse(each.evaluatedAt) === at,
    );
    const revision = revisions.find(({ number }) => number === use?.revision);
    if (use === undefined || revision === undefined) return [];
    const { number, content, names, requestedBy: author, validFrom } = revision;
    if (content.conditions?.untilFixed !== undefined)
      throw new Unchecked('since when a fix was known for a waiver is not in the archive');
    const { approvers } = use;
    const since = validFrom === null ? null : new Date(validFrom);
    return approvedWaiver({ waiverId: 0, number, name, content, author, approvers, validFrom: since, names }).waiver;
  });
  if (inputs.waivers.some((name) => !waivers.some(({ id }) => id === name)))
    throw new Unchecked('a waiver that it uses is not in the archive');
  return waivers;
}

/** What it added to what ran then, by the scans that the verdict names. */
async function introducedOf(
  archive: OpenedArchive,
  verdict: Verdict,
  own: Side,
  rules: EvidenceRules,
): Promise<Question['introduced']> {
  const { running } = verdict.inputs;
  if (running === undefined) return undefined;
  const missing = new Unchecked('what it compared with is not in the archive');
  if (running === null) throw missing;
  if (running.digest === verdict.digest) return introducedSince(own, own);
  const id = await archive.artifactIdOf(verdict.image, running.digest);
  const scans = id === null ? null : await archive.scansOf(id);
  if (scans === null) throw missing;
  const artifact = { image: verdict.image, digest: running.digest };
  const side = await sideOf(archive, artifact, scans, stampsAt(scans, verdict.evaluatedAt), rules, verdict);
  if (!isDeepStrictEqual(runningOf(side.facts), runningInput(running))) throw missing;
  return introducedSince(side, own);
}
