import { ANALYSIS_STATES } from '../../src/core/model/analysis-state.js';
import { SEVERITIES } from '../../src/core/model/severity.js';
import type { Scan } from '../../src/core/reports/scan.js';
import { REALMS } from './realms.js';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** What is asked of a value beside that it is JSON and text that UTF-8 can write, by the name of the member. */
const RULES: Readonly<Record<string, (value: unknown) => boolean>> = {
  scannedAt: isInstant,
  databaseDate: isInstant,
  publishedAt: isInstant,
  startLine: isLine,
  endLine: isLine,
  cvssScore: (value) => value === null || (typeof value === 'number' && value >= 0 && value <= 10),
  epss: (value) => value === null || (typeof value === 'number' && value >= 0 && value <= 1),
  sizeBytes: (value) => value === null || (Number.isSafeInteger(value) && (value as number) > 0),
  severity: (value) => (SEVERITIES as readonly unknown[]).includes(value),
  state: (value) => (ANALYSIS_STATES as readonly unknown[]).includes(value),
  isKnownExploited: (value) => value === null || typeof value === 'boolean',
  isEndOfLife: (value) => value === null || typeof value === 'boolean',
};

/** Everything in a scan that a row cannot hold, or that a reader must not let through: where, and what stands there. */
export function unstorableIn(scan: Scan): string[] {
  const faults: string[] = [];
  const visit = (value: unknown, path: string, name: string): void => {
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
    if (!isStorable(value) || rule?.(value) === false) faults.push(`${path}: ${JSON.stringify(value) ?? typeof value}`);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`, Array.isArray(value) ? '' : key);
  };
  visit(scan, '', '');
  return faults;
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !/\0|\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'boolean' || (typeof value === 'object' && isPlain(value));
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || REALMS.some(({ Object: { prototype } }) => Object.getPrototypeOf(value) === prototype);
}

function isInstant(value: unknown): boolean {
  return value === null || (typeof value === 'string' && INSTANT.test(value));
}

function isLine(value: unknown): boolean {
  return value === null || (Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31);
}
