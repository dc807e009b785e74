import { compareText } from '../../findings/order.js';
import { KIND_OF, type RequiredKind } from '../../model/required-kind.js';
import type { Facts, ScanFacts } from '../facts.js';
import { subject } from '../modifiers.js';
import { kindsSchema, requiredKinds } from '../required-kinds.js';
import { pass, refuse, type Rule, ToldLater } from '../rule.js';
import { valueOf } from '../setting.js';
import { listed, listedShort } from '../words.js';

const HOW_TO_SCAN: Record<RequiredKind, string> = {
  vulnerabilities: '`trivy image --scanners vuln`, or grype',
  secrets: '`trivy image --scanners secret`',
  misconfigurations: '`trivy image --scanners misconfig`',
  licences: '`trivy image --scanners license`',
};

/** The kinds of problem that must have been scanned. Asked always: what was never scanned is unknown. */
export const requiredScans: Rule<'evidence.require', readonly RequiredKind[]> = {
  path: 'evidence.require',
  schema: kindsSchema(
    'The kinds of problem that a scan must have looked for. Without this: every kind that a rule of the environment limits.',
  ),
  asks: () => true,
  unnamed: requiredKinds,
  sentence(required, settings) {
    const ofWhat = valueOf(settings, subject) === 'all' ? ', of the image or of anything else' : '';
    return required.length === 0 ? `The artifact was scanned${ofWhat}.` : `Scans cover ${listed(required)}${ofWhat}.`;
  },
  judge({ facts, scans, counting, scansOf, settings }, required) {
    if (scans.length === 0) {
      const received = receivedWords(facts);
      return refuse('unknown', `No scan of this artifact ${received}.`, 'Scan the image and send the report.');
    }
    const missing = required.filter((kind) => scansOf(KIND_OF[kind]).length === 0);
    if (missing.length === 0 && counting.length > 0)
      return new ToldLater('pass', () => pass(requiredScans.sentence(required, settings)));
    const others = targetsOf(scans, missing);
    const of = others.length === 0 ? '' : ' of the image';
    const summary = missing.length === 0 ? `No scan is${of}.` : `No scan${of} covers ${listed(missing)}.`;
    const notes = others.length === 0 ? [] : [`What was scanned is ${listedShort(others)}.`];
    const how = missing.map((kind) => `${kind} with ${HOW_TO_SCAN[kind]}`);
    const remedy = `Scan ${how.length === 0 ? 'the image' : `for ${listed(how)}`}, and send the report.`;
    return { ...refuse('unknown', [summary, ...notes].join(' '), remedy), summary, notes };
  },
};

function receivedWords({ recalled, denied }: Pick<Facts, 'recalled' | 'denied'>): string {
  if (recalled.length + denied.length === 0) return 'was received';
  if (denied.length === 0) return 'counts: each was recalled';
  const words = 'is by a version of its tool that the policy denies';
  return recalled.length === 0 ? `counts: each ${words}` : `counts: each was recalled, or ${words}`;
}

/** What else than the image was scanned for the kinds. */
function targetsOf(scans: readonly ScanFacts[], missing: readonly RequiredKind[]): string[] {
  const found = scans.flatMap(({ target, covers }) =>
    missing.length === 0 || missing.some((kind) => covers.includes(KIND_OF[kind])) ? (target ?? []) : [],
  );
  return [...new Set(found)].sort(compareText);
}
