import type { Finding } from '../findings/finding.js';
import { durationOf, spellDuration } from '../model/duration.js';
import { KIND_OF } from '../model/required-kind.js';
import type { Severity } from '../model/severity.js';
import { publishedMilliseconds } from './column-findings.js';
import { type Count, countAgainst, type Exception, type Remedy } from './count-against.js';
import type { EvaluationContext } from './evaluation-context.js';
import { grace, type Grace, onlyFixable, type Unrated, unknownFix, type UnknownFix } from './modifiers.js';
import { valueOf, type WrittenSettings } from './setting.js';
import { upgradeAdvice } from './upgrades.js';
import { counted, listed } from './words.js';

export type Limited = 'vulnerabilities' | 'secrets' | 'misconfigurations';

/** What limits a section has, and how they are told. */
export interface Section<Name extends Limited> {
  readonly name: Name;
  readonly one: string;
  readonly many: string;
  readonly remedy: Remedy;
  readonly leniencyOf: (settings: WrittenSettings) => Leniency;
}

/** What a section's limits do not count, and how that is said. */
export interface Leniency {
  readonly quality: string;
  readonly unknownFix?: UnknownFix;
  /** What those without a severity rating mean. */
  readonly unrated?: Unrated | undefined;
  readonly graceOf: (severity: Severity | 'total') => string;
  readonly exceptionsAt: (context: EvaluationContext) => readonly Exception[];
}

/** Made once for an environment, or for an artifact in it, however many rules ask. */
export function byKey<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}

export const PLAIN: Leniency = { quality: '', graceOf: () => '', exceptionsAt: () => [] };

export const VULNERABILITIES: Section<'vulnerabilities'> = {
  name: 'vulnerabilities',
  one: 'vulnerability',
  many: 'vulnerabilities',
  remedy: upgradeAdvice,
  leniencyOf: byKey((settings: WrittenSettings) => {
    const isOnlyFixable = valueOf(settings, onlyFixable) === true;
    const lengths = valueOf(settings, grace);
    const graces = new Map(Object.entries(lengths ?? {}).map(([severity, written]) => [severity, durationOf(written)]));
    const unrated = settings['vulnerabilities']?.['unrated'] as Unrated | undefined;
    const ratedAs = severityOf(unrated);
    if (ratedAs !== undefined) graces.set('unknown', graces.get(ratedAs) ?? 0);
    return {
      quality: isOnlyFixable ? 'with a fix available' : '',
      ...(isOnlyFixable ? { unknownFix: valueOf(settings, unknownFix) ?? 'count' } : {}),
      unrated,
      graceOf: (severity) => graceWords(severity, lengths ?? {}),
      exceptionsAt: byKey((context: EvaluationContext) => [
        ...(isOnlyFixable ? [withoutFix] : []),
        ...(lengths === undefined ? [] : [inGrace(graces, context)]),
      ]),
    };
  }),
};

const UNRATED_COUNT = byKey((settings: WrittenSettings) => countOf(VULNERABILITIES, 'unknown', settings));

type Prepared = Omit<Count, 'allowed' | 'exceptions'>;

interface PreparedCount extends Pick<Leniency, 'exceptionsAt'> {
  readonly what: Prepared;
}

/**
 * What was prepared for an environment, for one artifact. To spread it into a new object takes longer than to count; nor can this be spread, since what was
 * prepared is behind getters.
 */
export class PreparedLimit implements Count {
  constructor(
    private readonly what: Prepared,
    readonly allowed: number,
    readonly exceptions: readonly Exception[],
  ) {}

  get kind(): Count['kind'] {
    return this.what.kind;
  }

  get kindName(): Count['kindName'] {
    return this.what.kindName;
  }

  get one(): string {
    return this.what.one;
  }

  get many(): string {
    return this.what.many;
  }

  get severity(): Count['severity'] {
    return this.what.severity;
  }

  get alsoSeverity(): Count['alsoSeverity'] {
    return this.what.alsoSeverity;
  }

  get tooMany(): Count['tooMany'] {
    return this.what.tooMany;
  }

  get unknownFix(): Count['unknownFix'] {
    return this.what.unknownFix;
  }

  get remedy(): Remedy {
    return this.what.remedy;
  }
}

export function countOf(
  section: Section<Limited>,
  severity: Severity | 'total',
  settings: WrittenSettings,
): PreparedCount {
  const { quality, unknownFix: mode, unrated, exceptionsAt } = section.leniencyOf(settings);
  const [one, many] = nounsOf(section, severity, quality, unrated);
  const [oneUntold, manyUntold] = nounsOf(section, severity, `${quality} or no information on one`, unrated);
  const isUnknown = isTooManyUnknown(severity, unrated);
  return {
    what: {
      kind: KIND_OF[section.name],
      kindName: section.name,
      one,
      many,
      severity: severity === 'total' ? undefined : severity,
      ...(severity === severityOf(unrated) ? { alsoSeverity: 'unknown' as const } : {}),
      ...(isUnknown ? { tooMany: 'unknown' as const } : {}),
      ...(mode === undefined ? {} : { unknownFix: { mode, one: oneUntold, many: manyUntold } }),
      remedy: isUnknown
        ? (findings, excess, plan) => `${section.remedy(findings, excess, plan)} ${HOW_TO_RATE}`
        : section.remedy,
    },
    exceptionsAt,
  };
}

const HOW_TO_RATE = 'Or send the report of another scanner that rates them.';

/** As which severity vulnerabilities without a rating count, where that is another. */
function severityOf(unrated: Unrated | undefined): Severity | undefined {
  return unrated === 'allow' || unrated === 'unknown' ? undefined : unrated;
}

export function isTooManyUnknown(severity: Severity | 'total', unrated: Unrated | undefined): boolean {
  return severity === 'unknown' && unrated === 'unknown';
}

/** The vulnerabilities without a rating that a limit would count, and what they are. Null where none was looked for. */
export function countUnrated(
  context: EvaluationContext,
): { readonly what: string; readonly findings: readonly Finding[]; readonly notes: readonly string[] } | null {
  const { what, exceptionsAt } = UNRATED_COUNT(context.settings);
  const result = countAgainst(context, new PreparedLimit(what, Infinity, exceptionsAt(context)));
  if (result === null || !result.isChecked) return null;
  return {
    findings: result.findings,
    get what() {
      return counted(result.findings.length, what.one, what.many);
    },
    get notes() {
      return result.notes;
    },
  };
}

export function nounsOf(
  { one, many }: Pick<Section<Limited>, 'one' | 'many'>,
  severity: Severity | 'total',
  quality: string,
  unrated?: Unrated,
): [one: string, many: string] {
  const rating = severity === severityOf(unrated) ? `${severity} or unrated` : severity;
  const nameOf = (noun: string): string =>
    severity === 'unknown'
      ? [`${noun} without a severity rating`, quality].filter(Boolean).join(' and ')
      : [severity === 'total' ? '' : rating, noun, quality].filter(Boolean).join(' ');
  return [nameOf(one), nameOf(many)];
}

export function withoutFix({ fix }: Pick<Finding, 'fix'>): number | null {
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
