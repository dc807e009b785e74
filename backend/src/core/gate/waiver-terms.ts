import { durationOf } from '../model/duration.js';
import { SEVERITIES, type Severity } from '../model/severity.js';
import type { Waiver } from '../model/waiver.js';
import type { Finding } from '../findings/finding.js';
import { type BySeverity, waiverApprovers, waiverLongest, waiverStatuses } from './waiver-settings.js';
import { valueOf, type WrittenSettings } from './setting.js';
import { counted, minuteOf } from './words.js';

/** A waiver that does not cover a finding that it names, and why: `needs 2 approvers and has 1`. */
export interface WaiverRefusal {
  readonly waiver: string;
  readonly reason: string;
}

/** What an environment asks of the waivers that cover its findings. */
export class WaiverTerms {
  readonly #statuses: readonly string[] | undefined;
  /** By severity. */
  readonly #longest = new Map<Severity, number>();
  readonly #needed = new Map<Severity, number>();

  private constructor(settings: WrittenSettings) {
    this.#statuses = valueOf(settings, waiverStatuses);
    for (const severity of SEVERITIES) {
      this.#longest.set(severity, longestOf(settings, severity));
      this.#needed.set(severity, approversNeeded(settings, severity));
    }
  }

  /** Read once for the settings, however many artifacts are held against them. */
  static of(settings: WrittenSettings): WaiverTerms {
    let terms = KNOWN.get(settings);
    if (terms === undefined) KNOWN.set(settings, (terms = new WaiverTerms(settings)));
    return terms;
  }

  /** Until when, in milliseconds since 1970, the waiver may cover the finding: Infinity where nothing here ends it, -Infinity where it cannot at all. */
  until(waiver: Waiver, { severity }: Finding): number {
    if (this.#statuses?.includes(waiver.status) === false) return -Infinity;
    const needed = this.#needed.get(severity) ?? 0;
    if (needed > 0 && distinctApprovers(waiver).length < needed) return -Infinity;
    const longest = this.#longest.get(severity) ?? Infinity;
    if (longest === Infinity) return Infinity;
    // How much of the time is left of a waiver with an unknown beginning is unknown, too.
    return typeof waiver.validFrom === 'string' ? Date.parse(waiver.validFrom) + longest : -Infinity;
  }

  /** Why the waiver does not cover the finding at the instant; null where nothing here keeps it from that. */
  refusal(waiver: Waiver, finding: Finding, at: number): string | null {
    const until = this.until(waiver, finding);
    if (until > at) return null;
    if (this.#statuses?.includes(waiver.status) === false)
      return `has the status ${waiver.status}, which the policy does not accept`;
    const needed = this.#needed.get(finding.severity) ?? 0;
    const given = distinctApprovers(waiver).length;
    if (given < needed) return `needs ${counted(needed, 'approver', 'approvers')} and has ${given}`;
    if (until === -Infinity) return 'does not say when it began (validFrom), and the policy limits how long it counts';
    return `counted until ${minuteOf(until)}, the longest that the policy accepts`;
  }
}

const KNOWN = new WeakMap<WrittenSettings, WaiverTerms>();

/** How long a waiver may cover a finding of the severity after it began, in milliseconds; Infinity where the policy names no limit. Null: a finding of which the severity is not known. */
export function longestOf(settings: WrittenSettings, severity: Severity | null): number {
  return strictest(valueOf(settings, waiverLongest), severity, Infinity, durationOf, Math.min);
}

/** How many approvers a waiver needs for a finding of the severity. Null: the most for any. */
export function approversNeeded(settings: WrittenSettings, severity: Severity | null): number {
  return strictest(valueOf(settings, waiverApprovers), severity, 0, (number) => number, Math.max);
}

/** Without whom requested it, each once, whatever the spelling of cases and spaces. */
export function distinctApprovers({ author, approver, approvers = [] }: Waiver): readonly string[] {
  const names = new Map<string, string>();
  for (const name of approver === null ? approvers : [approver, ...approvers]) {
    const key = comparable(name);
    if (key !== '' && !names.has(key)) names.set(key, name);
  }
  names.delete(comparable(author));
  return [...names.values()];
}

function comparable(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

/** Of a severity that is not known, or that is `unknown` and not named, the strictest of what is named holds. */
function strictest<Value extends string | number>(
  written: BySeverity<Value> | undefined,
  severity: Severity | null,
  none: number,
  read: (value: Value) => number,
  stricter: (...numbers: number[]) => number,
): number {
  if (written === undefined) return none;
  if (typeof written !== 'object') return read(written);
  const own = severity === null ? undefined : written[severity];
  if (own !== undefined) return read(own);
  if (severity !== null && severity !== 'unknown') return none;
  const named = SEVERITIES.flatMap((one) => written[one] ?? []);
  return stricter(none, ...named.map(read));
}
