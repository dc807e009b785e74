import { durationOf, spellDuration } from '../../model/duration.js';
import { KIND_OF } from '../../model/required-kind.js';
import { pass, refuse, type Rule, type RuleResult, ToldLater } from '../rule.js';
import { orRecall, scannedAt, toolsOf } from '../stale-scans.js';
import { listed, minuteOf } from '../words.js';

/** How old each scan that a required kind rests on may be: a fresh one beside it makes none of them younger. */
export const scanAge: Rule<'evidence.scanAge', string> = {
  path: 'evidence.scanAge',
  schema: { $ref: '#/definitions/duration', description: 'How old the scan of each required kind may be.' },
  asks: () => true,
  sentence: (written) => `Every current scan is at most ${spellDuration(written)} old.`,
  judge({ counting, scansOf, required, at }, written) {
    const [age, span] = [durationOf(written), spellDuration(written)];
    const scans = required.length === 0 ? counting : required.flatMap((kind) => scansOf(KIND_OF[kind]));
    const [oldest] = scans.toSorted((a, b) => scannedAt(a) - scannedAt(b));
    if (oldest === undefined) return null;
    const staleAt = scannedAt(oldest) + age;
    const tell = (): RuleResult => {
      const scan = `The newest ${oldest.tool} scan`;
      // Only dates of reports: server and pipeline receive the same one at different times.
      const of = oldest.isDated ? ` (${minuteOf(scannedAt(oldest))})` : ' has no date and';
      const [valid, expired] = oldest.isDated
        ? [`is valid until ${minuteOf(staleAt)} (${span})`, `expired on ${minuteOf(staleAt)} (limit ${span})`]
        : [`is valid for ${span} after it was received`, `expired ${span} after it was received`];
      if (at < staleAt) return pass(`${scan}${of} ${valid}.`, [{ at: staleAt, to: 'unknown' }]);
      const stale = scans.filter((other) => at >= scannedAt(other) + age);
      return refuse(
        'unknown',
        `${scan}${of} ${expired}.`,
        `Scan the image again with ${listed(toolsOf(stale))}, and send the report.${orRecall(stale, scans)}`,
      );
    };
    return new ToldLater(at < staleAt ? 'pass' : 'unknown', tell);
  },
};
