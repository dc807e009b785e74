import { ReportError } from './report-error.js';
import type { ReportLimitName, ReportLimits } from './report-limits.js';
import type { Remark } from './scan.js';

/** What a limit counts, as a sentence says it: "more than 1,000 identifiers in one claim". */
const COUNTED: Readonly<Record<ReportLimitName, string>> = {
  components: 'components',
  claims: 'claims of vulnerabilities',
  claimsPerComponent: 'claims about one component',
  idsPerClaim: 'identifiers of one vulnerability',
  ratingsPerClaim: 'ratings of one vulnerability',
  places: 'places of components',
  placesPerComponent: 'places of one component',
  licencesPerComponent: 'licences of one component',
  problems: 'secrets, misconfigurations and licence problems',
  identifierBytes: 'bytes in one identifier, name or version',
  pathBytes: 'bytes in one path',
  titleBytes: 'bytes in one title',
  descriptionBytes: 'bytes in one description',
  entryBytes: 'bytes in a single entry',
};

/** Refuses a report that says more than it may. `pointer` is where, and what of it, where that is known. */
export function limitExceeded(limits: ReportLimits, name: ReportLimitName, place: Remark | null = null): ReportError {
  const message = `The report has more than ${limits[name]} ${COUNTED[name]}.`;
  return new ReportError('report_limit', message, place === null ? [] : [place], { name, value: limits[name] });
}
