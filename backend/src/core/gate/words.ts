import type { Finding } from '../findings/finding.js';
import { nameOf } from '../findings/order.js';

/** `1 secret`, `3 secrets`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** The first few, and how many there are besides. */
export function listedShort(items: readonly string[], shown = 3): string {
  return firstOf(items.slice(0, shown), items.length);
}

/** The first few by name and place, and how many there are besides. */
export function listedFindings(findings: readonly Finding[], shown = 3): string {
  return firstOf(findings.slice(0, shown).map(whereabouts), findings.length);
}

function firstOf(items: readonly string[], count: number): string {
  return count > items.length ? `${items.join(', ')} and ${count - items.length} more` : listed(items);
}

/** `CVE-2023-0286 in openssl 3.0.7-r0`, `aws-access-key-id in app/.env:3`. */
export function whereabouts(finding: Finding): string {
  return `${nameOf(finding)}${placeWords(finding)}`;
}

/** The same after the finding's name: ` in openssl 3.0.7-r0`. */
export function placeWords({ component, path, startLine }: Finding): string {
  if (component !== null) return ` in ${component.name}${component.version ? ` ${component.version}` : ''}`;
  return path === null ? '' : ` in ${path}${startLine === null ? '' : `:${startLine}`}`;
}

/** True wherever a verdict is read: the server holds waivers, and the command line reads them from a file. */
export const WAIVABLE =
  'To accept the risk, request a waiver from the server, or add one to the file that `plimsoll gate --waivers` reads.';

/** The day of an instant, in UTC. */
export function dayOf(instant: number | string): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The minute of an instant, in UTC. */
export function minuteOf(instant: number | string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const LONGEST_QUOTE = 200;

/** Somebody else's words on one line, without the full stop: a sentence goes on after them. */
export function shortened(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}

/** `Secrets` of `secrets`. */
export function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
