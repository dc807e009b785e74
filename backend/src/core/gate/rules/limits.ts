import type { Finding } from '../../findings/finding.js';
import { durationOf, spellDuration } from '../../model/duration.js';
import { KIND_OF } from '../../model/required-kind.js';
import type { Severity } from '../../model/severity.js';
import { publishedMilliseconds } from '../column-findings.js';
import { type Count, countAgainst, type Exception } from '../count-against.js';
import type { EvaluationContext } from '../evaluation-context.js';
import { grace, type Grace, onlyFixable, unknownFix, type UnknownFix } from '../modifiers.js';
import type { Rule } from '../rule.js';
import { valueOf, type WrittenSettings } from '../setting.js';
import { upgradeAdvice } from '../upgrades.js';
import { counted, listed, listedFindings } from '../words.js';

const COUNTED = ['critical', 'high', 'medium', 'low', 'unknown', 'total'] as const;

type Limited = 'vulnerabilities' | 'secrets' | 'misconfigurations';

type LimitRule<Section extends Limited> = Rule<`${Section}.${Severity | 'total'}`, number>;

/** What limits a section has, and how they are told. */
interface Section<Name extends Limited> {
  readonly name: Name;
  readonly one: string;
  readonly many: string;
  readonly remedy: (findings: readonly Finding[], excess: number) => string;
  readonly leniencyOf: (settings: WrittenSettings) => Leniency;
}

/** What a section's limits do not count, and how that is said. */
interface Leniency {
  readonly quality: string;
  readonly unknownFix?: UnknownFix;
  readonly graceOf: (severity: Severity | 'total') => string;
  readonly exceptionsAt: (context: EvaluationContext) => readonly Exception[];
}

/** Made once for an environment, or for an artifact in it, however many rules ask. */
function byKey<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}

const PLAIN: Leniency = { quality: '', graceOf: () => '', exceptionsAt: () => [] };

/** How many vulnerabilities may remain, by severity. */
export const vulnerabilityLimits = limits({
  name: 'vulnerabilities',
  one: 'vulnerability',
  many: 'vulnerabilities',
  remedy: upgradeAdvice,
  leniencyOf: byKey((settings: WrittenSettings) => {
    const isOnlyFixable = valueOf(settings, onlyFixable) === true;
    const lengths = valueOf(settings, grace);
    const graces = new Map(Object.entries(lengths ?? {}).map(([severity, written]) => [severity, durationOf(written)]));
    return {
      quality: isOnlyFixable ? 'with a fix available' : '',
      ...(isOnlyFixable ? { unknownFix: valueOf(settings, unknownFix) ?? 'count' } : {}),
      graceOf: (severity) => graceWords(severity, lengths ?? {}),
      exceptionsAt: byKey((context: EvaluationContext) => [
        ...(isOnlyFixable ? [withoutFix] : []),
        ...(lengths === undefined ? [] : [inGrace(graces, context)]),
      ]),
    };
  }),
});

export const secretLimits = limits({
  name: 'secrets',
  one: 'secret',
  many: 'secrets',
  remedy: (findings) => `Revoke and remove from every image layer: ${listedFindings(findings, 10)}.`,
  leniencyOf: () => PLAIN,
});

export const misconfigurationLimits = limits({
  name: 'misconfigurations',
  one: 'misconfiguration',
  many: 'misconfigurations',
  remedy: (findings, excess) =>
    `Correct${excess < findings.length ? ` at least ${excess} of` : ''}: ${listedFindings(findings, 10)}.`,
  leniencyOf: () => PLAIN,
});

function limits<Name extends Limited>(section: Section<Name>): readonly LimitRule<Name>[] {
  return COUNTED.map((severity) => limit(section, severity));
}

function limit<Name extends Limited>(section: Section<Name>, severity: Severity | 'total'): LimitRule<Name> {
  const prepared = byKey((settings: WrittenSettings) => countOf(section, severity, settings));
  return {
    path: `${section.name}.${severity}`,
    schema: { $ref: '#/definitions/limit', description: descriptionOf(section.many, severity) },
    asks: () => true,
    sentence(allowed, settings) {
      const { quality, graceOf } = section.leniencyOf(settings);
      const [one, many] = nounsOf(section, severity, quality);
      return `${allowed === 0 ? `No ${many}` : `At most ${counted(allowed, one, many)}`}${graceOf(severity)}.`;
    },
    judge(context, allowed) {
      const { what, exceptionsAt } = prepared(context.settings);
      return countAgainst(context, { ...what, allowed, exceptions: exceptionsAt(context) });
    },
  };
}

interface PreparedCount extends Pick<Leniency, 'exceptionsAt'> {
  readonly what: Omit<Count, 'allowed' | 'exceptions'>;
}

function countOf(section: Section<Limited>, severity: Severity | 'total', settings: WrittenSettings): PreparedCount {
  const { quality, unknownFix: mode, exceptionsAt } = section.leniencyOf(settings);
  const [one, many] = nounsOf(section, severity, quality);
  const [oneUntold, manyUntold] = nounsOf(section, severity, `${quality} or no information on one`);
  return {
    what: {
      kind: KIND_OF[section.name],
      kindName: section.name,
      one,
      many,
      severity: severity === 'total' ? undefined : severity,
      ...(mode === undefined ? {} : { unknownFix: { mode, one: oneUntold, many: manyUntold } }),
      remedy: section.remedy,
    },
    exceptionsAt,
  };
}

function descriptionOf(what: string, severity: Severity | 'total'): string {
  if (severity === 'total') return `How many ${what} of every severity may remain together; \`any\` for no limit.`;
  return severity === 'unknown'
    ? `How many ${what} without a severity rating may remain; \`any\` for no limit.`
    : `How many ${severity} ${what} may remain; \`any\` for no limit.`;
}

function nounsOf(
  { one, many }: Pick<Section<Limited>, 'one' | 'many'>,
  severity: Severity | 'total',
  quality: string,
): [one: string, many: string] {
  const nameOf = (noun: string): string =>
    severity === 'unknown'
      ? [`${noun} without a severity rating`, quality].filter(Boolean).join(' and ')
      : [severity === 'total' ? '' : severity, noun, quality].filter(Boolean).join(' ');
  return [nameOf(one), nameOf(many)];
}

function withoutFix({ fix }: Finding): number | null {
  return fix === 'none' ? Infinity : null;
}

/**
 * A newly published vulnerability does not count before its grace is over. One that is not dated, or dated later than
 * the newest scan for vulnerabilities, has none.
 */
function inGrace(lengths: ReadonlyMap<string, number>, { at, scansOf }: EvaluationContext): Exception {
  const newestScan = Date.parse(scansOf('match')[0]?.scannedAt ?? '');
  return (finding) => {
    const length = lengths.get(finding.severity);
    const published = length === undefined ? null : publishedMilliseconds(finding);
    if (length === undefined || published === null) return null;
    const end = published + length;
    return published <= newestScan && at < end ? end : null;
  };
}

function graceWords(severity: Severity | 'total', graces: Grace): string {
  const lengths = Object.entries(graces).filter(([of]) => severity === 'total' || of === severity);
  if (lengths.length === 0) return '';
  const words = lengths.map(([of, length]) => `${spellDuration(length)}${severity === 'total' ? ` for ${of}` : ''}`);
  return ` (grace period: ${listed(words)} after publication)`;
}
