import { FINDING_KINDS } from '../model/finding-kind.js';
import type { GivenFacts } from './given-facts.js';

/** What was said beside a report and changes what becomes of it. */
export interface SaidBeside extends GivenFacts {
  /** Null where only the report itself names one. */
  readonly tag: string | null;
}

/**
 * The same facts in the same text, however they were written: with the report's bytes it tells whether a scan is known.
 * Empty where nothing was said.
 */
export function givenText({ databaseDate, covers = [], tag }: SaidBeside): string {
  const facts = {
    ...(databaseDate !== undefined && { databaseDate: instantOf(databaseDate) }),
    ...(covers.length > 0 && { covers: FINDING_KINDS.filter((kind) => covers.includes(kind)) }),
    ...(tag !== null && { tag }),
  };
  return Object.keys(facts).length === 0 ? '' : JSON.stringify(facts);
}

/** The other way round, as far as a scan is read by it. */
export function readGivenText(text: string): GivenFacts {
  return text === '' ? {} : (JSON.parse(text) as GivenFacts);
}

function instantOf(written: string): string {
  const instant = new Date(written);
  return Number.isNaN(instant.getTime()) ? written : instant.toISOString();
}
