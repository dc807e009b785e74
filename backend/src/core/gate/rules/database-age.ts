import { durationOf, spellDuration } from '../../model/duration.js';
import type { ScanFacts } from '../facts.js';
import { type AcceptOrUnknown, undatedDatabase } from '../modifiers.js';
import { pass, refuse, type Rule, type RuleResult, unchecked } from '../rule.js';
import { valueOf } from '../setting.js';
import { builtAt, orRecall, toolsOf } from '../stale-scans.js';
import { listed, minuteOf } from '../words.js';

/** How old the vulnerability database of each scan may be. */
export const databaseAge: Rule<'evidence.databaseAge', string> = {
  path: 'evidence.databaseAge',
  schema: { $ref: '#/definitions/duration', description: "How old the scanner's vulnerability database may be." },
  asks: () => true,
  sentence(written, settings) {
    const condition = valueOf(settings, undatedDatabase) === 'accept' ? ', if the report states its date' : '';
    return `Every scanner's vulnerability database is at most ${spellDuration(written)} old${condition}.`;
  },
  judge({ scansOf, at, settings }, written) {
    const [age, span] = [durationOf(written), spellDuration(written)];
    const scans = scansOf('match');
    if (scans.length === 0) return null;
    const dated = scans.filter(({ databaseDate }) => databaseDate !== null);
    const oldest = dated.toSorted((a, b) => builtAt(a) - builtAt(b))[0];
    const undated = undatedOf(scans, dated, valueOf(settings, undatedDatabase) ?? 'unknown');
    if (oldest === undefined) return undated;
    const staleAt = builtAt(oldest) + age;
    const database = `The oldest vulnerability database (${oldest.tool}, ${minuteOf(builtAt(oldest))})`;
    if (at >= staleAt) {
      const stale = dated.filter((other) => at >= builtAt(other) + age);
      return refuse(
        'unknown',
        `${database} expired on ${minuteOf(staleAt)} (limit ${span}).`,
        `Update the database of ${listed(toolsOf(stale))}, scan again, and send the report.${orRecall(stale, scans)}`,
      );
    }
    if (undated?.outcome === 'unknown') return undated;
    const summary = `${database} is valid until ${minuteOf(staleAt)} (${span}).`;
    const notes = undated === null ? [] : [undated.message];
    const passed = pass([summary, ...notes].join(' '), [{ at: staleAt, to: 'unknown' }]);
    return { ...passed, summary, notes };
  },
};

/** What the scans mean whose reports date no database; null where all of them do. */
function undatedOf(
  scans: readonly ScanFacts[],
  dated: readonly ScanFacts[],
  consequence: AcceptOrUnknown,
): RuleResult | null {
  const undated = scans.filter((scan) => !dated.includes(scan));
  if (undated.length === 0) return null;
  const tools = listed(toolsOf(undated));
  return unchecked(
    dated.length === 0
      ? `No report states the date of its vulnerability database (${tools}).`
      : `Not every report states the date of its vulnerability database (${tools}).`,
    consequence,
    'Send the database date with the report (`databaseDate=`), or scan with a scanner that reports it, such as grype.',
  );
}
