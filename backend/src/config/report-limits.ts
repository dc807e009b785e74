import Joi from 'joi';
import { DEFAULT_REPORT_LIMITS, type ReportLimitName, type ReportLimits } from '../core/reports/report-limits.js';

interface LimitVariable {
  readonly limit: ReportLimitName;
  readonly least: number;
  readonly most: number;
  readonly note: string;
}

/** How much one report may say. No index of the database holds longer identifiers than 2,048 bytes. */
const VARIABLES = {
  REPORT_MAX_COMPONENTS: { limit: 'components', least: 1, most: 10_000_000, note: 'Components in one report' },
  REPORT_MAX_CLAIMS: { limit: 'claims', least: 1, most: 10_000_000, note: 'Claims of vulnerabilities in one report' },
  REPORT_MAX_CLAIMS_PER_COMPONENT: {
    limit: 'claimsPerComponent',
    least: 1,
    most: 10_000_000,
    note: 'Claims about one component',
  },
  REPORT_MAX_IDS_PER_CLAIM: { limit: 'idsPerClaim', least: 1, most: 100_000, note: 'Identifiers of one vulnerability' },
  REPORT_MAX_RATINGS_PER_CLAIM: {
    limit: 'ratingsPerClaim',
    least: 1,
    most: 100_000,
    note: 'Ratings of one vulnerability',
  },
  REPORT_MAX_PLACES: { limit: 'places', least: 1, most: 10_000_000, note: 'Places of components in one report' },
  REPORT_MAX_PLACES_PER_COMPONENT: {
    limit: 'placesPerComponent',
    least: 1,
    most: 10_000_000,
    note: 'Places of one component',
  },
  REPORT_MAX_LICENCES_PER_COMPONENT: {
    limit: 'licencesPerComponent',
    least: 1,
    most: 100_000,
    note: 'Licences of one component',
  },
  REPORT_MAX_PROBLEMS: {
    limit: 'problems',
    least: 1,
    most: 10_000_000,
    note: 'Secrets, misconfigurations and licence problems in one report',
  },
  REPORT_MAX_IDENTIFIER_BYTES: {
    limit: 'identifierBytes',
    least: 128,
    most: 2_048,
    note: 'The longest identifier, name or version of a package',
  },
  REPORT_MAX_PATH_BYTES: { limit: 'pathBytes', least: 256, most: 65_536, note: 'The longest path' },
  REPORT_MAX_TITLE_BYTES: { limit: 'titleBytes', least: 64, most: 65_536, note: 'The longest title; others are cut' },
  REPORT_MAX_DESCRIPTION_BYTES: {
    limit: 'descriptionBytes',
    least: 64,
    most: 16 * 1024 * 1024,
    note: 'The longest description; others are cut',
  },
  REPORT_MAX_ENTRY_BYTES: {
    limit: 'entryBytes',
    least: 1024 * 1024,
    most: 512 * 1024 * 1024,
    note: 'The largest entry of a list in one report, as JSON, and all that is no such entry',
  },
} as const satisfies Readonly<Record<string, LimitVariable>>;

export type ReportLimitVariable = keyof typeof VARIABLES;

export type ReportLimitValues = Readonly<Record<ReportLimitVariable, number>>;

const ENTRIES = Object.entries(VARIABLES) as [ReportLimitVariable, LimitVariable][];

export const REPORT_LIMIT_VARIABLES: readonly ReportLimitVariable[] = ENTRIES.map(([name]) => name);

export const reportLimitSchemas = Object.fromEntries(
  ENTRIES.map(([name, { limit, least, most, note }]) => [
    name,
    Joi.number()
      .integer()
      .min(least)
      .max(most)
      .default(DEFAULT_REPORT_LIMITS[limit])
      .note(note)
      .description(`a whole number from ${least} to ${most}`),
  ]),
) as Record<ReportLimitVariable, Joi.NumberSchema>;

/** What the operator allows one report to say. Throws where a value is missing: a limit that is not there limits nothing. */
export function reportLimitsOf(valueOf: (name: ReportLimitVariable) => number | undefined): ReportLimits {
  const limits = ENTRIES.map(([name, { limit }]) => {
    const value = valueOf(name);
    if (value === undefined) throw new Error(`${name} has no value`);
    return [limit, value];
  });
  return Object.fromEntries(limits) as unknown as ReportLimits;
}

/** The variable that sets a limit. */
export function variableOf(limit: ReportLimitName): ReportLimitVariable {
  const [name] = ENTRIES.find(([, variable]) => variable.limit === limit) ?? [];
  if (name === undefined) throw new Error(`no variable sets ${limit}`);
  return name;
}
