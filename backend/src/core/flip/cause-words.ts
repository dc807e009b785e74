import { changesOf } from '../compare/changes.js';
import { nameOf } from '../findings/order.js';
import type { Clearance } from '../gate/clearance.js';
import { rulesOf, SETTINGS } from '../gate/rule-book.js';
import type { RuleResult } from '../gate/rule.js';
import { overdue } from '../gate/rules/overdue.js';
import { valueOf, type WrittenSettings } from '../gate/setting.js';
import { capitalised, dayOf, listed, listedFindings, listedShort, shortened, whereabouts } from '../gate/words.js';
import type { Waiver } from '../model/waiver.js';
import type { VexDocument } from '../vex/vex-word.js';
import { changedBetween, type Compared } from './changed-between.js';
import { type FindingEntry, findingOf } from './finding-entry.js';
import type { FlipSides, Running } from './flip-side.js';
import type { Input } from './input.js';
import { scanChanges } from './scan-changes.js';
import type { Witness } from './worlds.js';

/** What an input has to do with a difference. */
interface Asked extends FlipSides {
  readonly witness: Witness;
  /** The findings that it concerns, worst first. */
  readonly entries: readonly FindingEntry[];
}

/** `CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-24.` */
export function causeSentence(witness: Witness, entries: readonly FindingEntry[], sides: FlipSides): string {
  return `${WORDS[witness.input]({ witness, entries, ...sides })}.`;
}

const WORDS: Readonly<Record<Input, (asked: Asked) => string>> = {
  image: ({ witness, entries }) =>
    entries.length === 0 ? `The image changed: ${summaryOf(witness)}` : imagePhrase(entries),
  advisory: ({ entries }) => capitalised(listedShort(entries.map(advisoryPhrase))),
  'known-exploited': ({ entries }) => `${namesOf(entries)}: ${exploitedWords(entries)} (CISA KEV)`,
  epss: ({ entries }) => listedShort(entries.map(probabilityPhrase)),
  scan: ({ witness, entries, before, after }) => {
    const { scans, recalls } = scanChanges(before.seen.before.facts, after.seen.before.facts);
    // The rule says itself which scan does not count, and why.
    if (entries.length === 0 && scans.length === 0) return summaryOf(witness);
    const what = [...scans, ...recalls];
    const said = entries.length === 0 ? summaryOf(witness) : reportedPhrase(entries);
    return `${what.length === 0 ? 'Other scans count' : capitalised(listed(what))}: ${said}`;
  },
  'not-known': ({ entries }) =>
    `It is not known whether the image changed or only its scans: ${reportedPhrase(entries)}`,
  vex: ({ witness, entries, before, after }) => {
    const used = usedIn(witness, ({ vex }) => vex?.keys() ?? []);
    const changes = changedBetween(before.vex, after.vex, VEX, used).map(
      ({ item: { content, document }, change }) =>
        `the VEX document ${content.id === null ? document.slice(0, 19) : shortened(content.id)} ${VEX_CHANGES[change]}`,
    );
    const what = changes.length === 0 ? 'the analysis (VEX) in the reports changed' : listedShort(changes);
    return withNames(capitalised(what), entries);
  },
  waiver: ({ witness, entries, before, after }) => {
    const used = usedIn(witness, ({ waivers }) => waivers);
    const changes = changedBetween(before.waivers, after.waivers, WAIVERS, used).map(
      ({ item: { id }, change }) => `the waiver ${id} ${WAIVER_CHANGES[change]}`,
    );
    return withNames(capitalised(listedShort(changes)), entries);
  },
  deployment: ({ witness, entries, before, after }) =>
    withNames(runningPhrase(before.running.before, after.running.before, witness.with.context.environment), entries),
  policy: ({ witness: { rule, without, with: exchanged } }) =>
    policyPhrase(rule, without.context.settings, exchanged.context.settings),
  time: ({ witness, entries }) =>
    entries.length === 0 ? `Time passed: ${summaryOf(witness)}` : endPhrase(witness, entries),
};

const VEX: Compared<VexDocument> = { nameOf: ({ document }) => document, contentOf: ({ sender }) => sender };

const WAIVERS: Compared<Waiver> = { nameOf: ({ id }) => id, contentOf: (waiver) => waiver };

const WAIVER_CHANGES = { come: 'was approved', gone: 'is no longer approved', other: 'was changed' } as const;

const VEX_CHANGES = { come: 'was filed', gone: 'was withdrawn', other: 'was sent by another sender' } as const;

function namesOf(entries: readonly FindingEntry[]): string {
  return listedFindings(entries.map(findingOf));
}

function withNames(what: string, entries: readonly FindingEntry[]): string {
  return entries.length === 0 ? what : `${what} (${namesOf(entries)})`;
}

/** What the rule says where it is not met, in its first sentence. */
function summaryOf({ rule, without, with: exchanged }: Witness): string {
  const [was, is] = [without.results.get(rule), exchanged.results.get(rule)];
  const isOver = (is === undefined || is.outcome === 'pass') && was !== undefined && was.outcome !== 'pass';
  const { summary = '' } = (isOver ? was : is) ?? {};
  return isOver ? `it is no longer the case that ${quoted(summary)}` : summary.replace(/\.$/, '');
}

/** By what happened to their components. */
function imagePhrase(entries: readonly FindingEntry[]): string {
  const groups = new Map<string, string[]>();
  for (const entry of entries) {
    const phrase = contentPhrase(entry);
    groups.set(phrase, [...(groups.get(phrase) ?? []), nameOf(findingOf(entry))]);
  }
  return listedShort(Array.from(groups, ([phrase, names]) => `${phrase} (${listedShort(names)})`));
}

function contentPhrase(entry: FindingEntry): string {
  const { before, after, otherVersion } = entry;
  const { component, path } = findingOf(entry);
  const happened = after === null ? 'was removed' : 'was added';
  if (component === null) return `What is in ${path ?? 'the image'} changed`;
  const was = before === null ? otherVersion : (before.component?.version ?? null);
  const is = after === null ? otherVersion : (after.component?.version ?? null);
  if (was !== null && is !== null) return `${component.name} changed from ${was} to ${is}`;
  return `${component.name}${component.version === null ? '' : ` ${component.version}`} ${happened}`;
}

function advisoryPhrase({ before, after }: FindingEntry): string {
  const finding = findingOf({ before, after });
  if (before === null || after === null) {
    const when = finding.publishedAt === null ? '' : ` on ${dayOf(finding.publishedAt)}`;
    return `${whereabouts(finding)} was published${when}`;
  }
  const changes = (changesOf({ before, after })?.changes ?? [])
    .filter(({ part }) => part === 'severity' || part === 'fix')
    .map(({ from, to }) => `${from} before, ${to} now`);
  return `what is known of ${whereabouts(finding)} changed${changes.length === 0 ? '' : `: ${listed(changes)}`}`;
}

function exploitedWords(entries: readonly FindingEntry[]): string {
  const isListed = entries.some(({ after }) => after?.isKnownExploited === true);
  return isListed ? 'known to be exploited' : 'no longer known to be exploited';
}

function probabilityPhrase({ before, after }: FindingEntry): string {
  const [was, is] = [before, after].map((finding) => finding?.epss ?? 'none');
  return `The probability that ${whereabouts(findingOf({ before, after }))} is exploited (EPSS) changed from ${was} to ${is}`;
}

function reportedPhrase(entries: readonly FindingEntry[]): string {
  const groups = [
    { words: 'reported now, and not before', of: entries.filter(({ before }) => before === null) },
    { words: 'no longer reported', of: entries.filter(({ after }) => after === null) },
    {
      words: 'reported in another way than before',
      of: entries.filter(({ before, after }) => before !== null && after !== null),
    },
  ];
  return groups
    .filter(({ of }) => of.length > 0)
    .map(({ words, of }) => `${namesOf(of)} ${of.length === 1 ? 'is' : 'are'} ${words}`)
    .join('; ');
}

/** By name: what the rule rests on without or with the input. */
function usedIn(
  { rule, without, with: exchanged }: Witness,
  namesIn: (result: RuleResult) => Iterable<string>,
): ReadonlySet<string> {
  const results = [without, exchanged].flatMap(({ results }) => results.get(rule) ?? []);
  return new Set(results.flatMap((result) => [...namesIn(result)]));
}

function policyPhrase(rule: string, before: WrittenSettings, after: WrittenSettings): string {
  const [was, is] = [before, after].map((settings) => rulesOf(settings).find(({ path }) => path === rule));
  if (was?.sentence === is?.sentence) {
    const differs = (path: (typeof SETTINGS)[number]) =>
      JSON.stringify(valueOf(before, path)) !== JSON.stringify(valueOf(after, path));
    return `The policy changed: ${listedShort(SETTINGS.filter(differs).map(({ path }) => path))}`;
  }
  if (was === undefined) return `The policy has a new rule: ${quoted(is?.sentence)}`;
  if (is === undefined) return `The policy no longer has the rule ${quoted(was.sentence)}`;
  return `The policy changed from ${quoted(was.sentence)} to ${quoted(is.sentence)}`;
}

function runningPhrase(before: Running, after: Running, environment: string): string {
  const [was, is] = [before, after].map((running) => (typeof running === 'string' ? null : running.facts.digest));
  if (typeof was === 'string' && was === is)
    return `The scans of what runs in ${environment} changed (${shortDigest(was)})`;
  if (typeof was === 'string' && typeof is === 'string') {
    return `What runs in ${environment} changed from ${shortDigest(was)} to ${shortDigest(is)}`;
  }
  if (typeof is === 'string') return `${shortDigest(is)} was recorded as running in ${environment}`;
  if (after === 'deployed-in-spite') return `What runs in ${environment} was deployed in spite of its verdict`;
  return `Nothing of this image is recorded as running in ${environment} any longer`;
}

function shortDigest(digest: string): string {
  return digest.slice(0, 19);
}

/** The wording of rules and findings, without its full stop. */
function quoted(sentence = ''): string {
  return `“${sentence.replace(/\.$/, '')}”`;
}

/** What ended or began for each of the findings, with time alone. */
function endPhrase({ rule, without, with: exchanged }: Witness, entries: readonly FindingEntry[]): string {
  const counted = new Map([...without.countedBy(rule), ...exchanged.countedBy(rule)]);
  const groups = new Map<string, FindingEntry[]>();
  for (const entry of entries) {
    const finding = counted.get(entry.key)?.finding;
    const clearance = ({ context }: Witness['with']): Clearance | null =>
      finding === undefined ? null : context.clearanceOf(finding);
    const phrase = clearancePhrase(rule, clearance(without), clearance(exchanged));
    groups.set(phrase, [...(groups.get(phrase) ?? []), entry]);
  }
  return capitalised(listedShort(Array.from(groups, ([phrase, of]) => withNames(phrase, of))));
}

function clearancePhrase(rule: string, before: Clearance | null, after: Clearance | null): string {
  if (before !== null && before.waiver !== null && after === null) {
    return `the waiver ${before.waiver} ended${Number.isFinite(before.until) ? ` on ${dayOf(before.until)}` : ''}`;
  }
  if (before === null && after !== null && after.waiver !== null) return `the waiver ${after.waiver} began`;
  if (before === null && after !== null) return 'a VEX statement began to count';
  return rule === overdue.path ? 'the deadline passed' : 'the grace period ended';
}
