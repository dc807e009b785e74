import { counted, listed, placeWords } from '../gate/words.js';
import type { Finding } from '../findings/finding.js';
import { countBySeverity, SEVERITIES } from '../model/severity.js';
import type { ChangedFinding } from './changes.js';
import type { Caused, Comparison, FixedCause, IntroducedCause, NotCompared } from './compare.js';
import type { DoubtReason } from './doubts.js';

/** `Introduces 2 findings (1 critical, 1 high) and fixes 5. Components: 1 added, 3 changed.` */
export function comparisonHeadline({ introduced, fixed, components, isConclusive }: Comparison): string {
  const adds =
    introduced.length === 0
      ? 'no findings'
      : `${counted(introduced.length, 'finding', 'findings')} (${severities(introduced)})`;
  const sentences = [
    `Introduces ${adds} and fixes ${fixed.length === 0 ? 'none' : fixed.length.toLocaleString('en')}.`,
  ];
  if (components !== null) sentences.push(componentSentence(components));
  if (!isConclusive) sentences.push('The comparison is not complete.');
  return sentences.join(' ');
}

function severities(introduced: readonly Caused<unknown>[]): string {
  const counts = countBySeverity(introduced.map(({ finding }) => finding));
  return SEVERITIES.toReversed()
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity].toLocaleString('en')} ${severity}`)
    .join(', ');
}

function componentSentence({ added, removed, changed }: NonNullable<Comparison['components']>): string {
  const parts = [
    { what: 'added', count: added.length },
    { what: 'removed', count: removed.length },
    { what: 'changed', count: changed.length },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) return 'The components are the same.';
  return `Components: ${parts.map(({ what, count }) => `${count.toLocaleString('en')} ${what}`).join(', ')}.`;
}

const INTRODUCED_WORDS: Readonly<Record<IntroducedCause, string>> = {
  'component-added': 'the component was added',
  'component-changed': 'the component changed its version',
  'advisory-published': 'the advisory was published after the scan before',
  'newly-reported': 'the component is the same, and was not reported before',
  'problem-added': 'it was not there before',
  'other-tool': 'only a tool reports it that did not scan before',
  'not-known': 'the scans before do not list components of this type',
};

const FIXED_WORDS: Readonly<Record<FixedCause, string>> = {
  'component-removed': 'the component was removed',
  'component-changed': 'the component changed its version',
  'problem-removed': 'it is not found any more',
};

/** What follows a finding's name: `CVE-2023-0286 in openssl 3.0.7-r0: …`. */
const REASON_WORDS: Readonly<Record<DoubtReason, string>> = {
  'not-scanned': 'no scan looked for this kind of finding',
  'other-target': 'what it was found in was not scanned',
  'other-tool': 'the tool that reported it did not scan',
  'older-data': 'the scan used older vulnerability data',
  'components-not-listed': 'no scan lists the components',
  'type-not-listed': 'no scan lists components of this type',
  'shrunk-scan': 'the scan lists less than an earlier one of the same artifact',
  'skipped-entries': 'entries of the report could not be read',
  'failed-run': 'the scan failed in part',
  recalled: 'a scan was recalled',
  'other-platform': 'another platform was scanned',
};

/** What follows a finding's name: ` in openssl 3.0.7-r0: the component was added.` */
export function introducedWords({ finding, cause, otherVersion }: Caused<IntroducedCause>): string {
  return `${placeWords(finding)}: ${INTRODUCED_WORDS[cause]}${otherVersion === null ? '' : ` (before: ${otherVersion})`}.`;
}

export function fixedWords({ finding, cause, otherVersion }: Caused<FixedCause>): string {
  return `${placeWords(finding)}: ${FIXED_WORDS[cause]}${otherVersion === null ? '' : ` (now: ${otherVersion})`}.`;
}

export function notComparedWords({ finding, on, reason }: NotCompared): string {
  return `${placeWords(finding)}: ${on === 'after' ? 'before, ' : 'now, '}${REASON_WORDS[reason]}.`;
}

export function changedWords({ after, changes }: ChangedFinding): string {
  return `${placeWords(after)}: ${listed(changes.map(({ from, to }) => `${from} before, ${to} now`))}.`;
}

export function noLongerReportedWords(finding: Finding): string {
  return `${placeWords(finding)}: the component is the same, but it is not reported any more.`;
}
