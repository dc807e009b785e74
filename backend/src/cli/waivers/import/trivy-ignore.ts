import type { Waiver } from '../../../core/model/waiver.js';
import type { ImportedRule, ImportSource, RuleLeftOut } from './import-source.js';

/** How databases call their records. What is called otherwise is a rule of another scanner of Trivy's. */
const ADVISORY =
  /^(?:CVE|GHSA|PYSEC|GO|RUSTSEC|OSV|MAL|GSD|GMS|NSWG|SNYK|RHSA|RHBA|RHEA|DSA|DLA|DTSA|TEMP|USN|ELSA|ALAS\w*|ALSA|RLSA|PHSA|(?:open)?SUSE-SU|HSEC|BIT)-/i;

/**
 * A `.trivyignore`: an identifier a line, with `exp:YYYY-MM-DD` from which day on it no longer counts. The comment above is taken for the
 * reason.
 */
export function readTrivyIgnore(source: string): ImportSource {
  const rules: ImportedRule[] = [];
  const leftOut: RuleLeftOut[] = [];
  let comment: string[] = [];
  for (const [index, text] of source.split('\n').entries()) {
    const line = text.trim();
    const where = String(index + 1);
    if (line === '' || line.startsWith('#')) {
      comment = line === '' ? [] : [...comment, line.replace(/^#+\s*/, '')];
      continue;
    }
    const [name = '', ...fields] = line.split(/\s+/);
    const end = fields.find((field) => field.startsWith('exp:'))?.slice('exp:'.length);
    if (end !== undefined && !isDay(end)) {
      leftOut.push({ where, name, reason: `\`exp:${end}\` is no day, and Trivy passes over the line` });
    } else {
      rules.push({
        where,
        name,
        scope: scopeOf(name),
        status: 'accepted',
        justification: comment.join(' ').trim() || null,
        expiresAt: end === undefined ? null : firstMomentOf(end),
      });
    }
    comment = [];
  }
  return { rules, leftOut };
}

function scopeOf(name: string): Waiver['scope'] {
  return ADVISORY.test(name) ? { advisory: name } : { rule: name };
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(text);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Trivy's rules end when their day begins, and not when it ends. */
export function firstMomentOf(day: string): string {
  return new Date(day).toISOString();
}
