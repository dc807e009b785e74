import { compareText } from '../../findings/order.js';
import { durationOf, spellDuration } from '../../policy/duration.js';
import { type EvidenceSettings, KIND_OF, onMissingData, type RequiredKind } from '../../policy/policy.js';
import { shareOf } from '../../policy/share.js';
import { requiredKinds } from '../evaluation-context.js';
import type { ScanFacts } from '../facts.js';
import { type RuleResult, pass, refuse, type RuleMaker, unchecked } from '../rule.js';
import { counted, listed, minuteOf } from '../words.js';

const HOW_TO_SCAN: Record<RequiredKind, string> = {
  vulnerabilities: '`trivy image --scanners vuln`, or grype',
  secrets: '`trivy image --scanners secret`',
  misconfigurations: '`trivy image --scanners misconfig`',
  licences: '`trivy image --scanners license`',
};

/** The kinds of problem that must have been scanned. */
export const requiredScans: RuleMaker = (settings) => {
  const required = requiredKinds(settings);
  return [
    {
      path: 'evidence.require',
      value: required,
      sentence: required.length === 0 ? 'The artifact was scanned.' : `Scans cover ${listed(required)}.`,
      evaluate: ({ scans, scansOf }) => {
        if (scans.length === 0) {
          return refuse('unknown', 'No scan of this artifact was received.', 'Scan the image and send the report.');
        }
        const missing = required.filter((kind) => scansOf(KIND_OF[kind]).length === 0);
        if (missing.length === 0) {
          return pass(required.length === 0 ? 'The artifact was scanned.' : `Scans cover ${listed(required)}.`);
        }
        const how = missing.map((kind) => `${kind} with ${HOW_TO_SCAN[kind]}`);
        return refuse('unknown', `No scan covers ${listed(missing)}.`, `Scan for ${listed(how)}, and send the report.`);
      },
    },
  ];
};

/** How old the newest scan of each required kind may be. */
export const scanAge: RuleMaker = (settings) => {
  const written = settings.evidence?.scanAge;
  if (written === undefined) return [];
  const age = durationOf(written);
  const span = spellDuration(written);
  return [
    {
      path: 'evidence.scanAge',
      value: written,
      sentence: `The newest scan is at most ${span} old.`,
      evaluate: ({ scans, scansOf, required, at }) => {
        const newest =
          required.length === 0 ? scans.slice(0, 1) : required.flatMap((kind) => scansOf(KIND_OF[kind])[0] ?? []);
        const [oldest] = newest.toSorted((a, b) => scannedAt(a) - scannedAt(b));
        if (oldest === undefined) return null;
        const staleAt = scannedAt(oldest) + age;
        const scan = `The newest ${oldest.tool} scan`;
        // Only dates of reports: server and pipeline receive the same one at different times.
        const of = oldest.isDated ? ` (${minuteOf(scannedAt(oldest))})` : ' has no date and';
        const [valid, expired] = oldest.isDated
          ? [`is valid until ${minuteOf(staleAt)} (${span})`, `expired on ${minuteOf(staleAt)} (limit ${span})`]
          : [`is valid for ${span} after it was received`, `expired ${span} after it was received`];
        if (at < staleAt) return pass(`${scan}${of} ${valid}.`, [{ at: staleAt, to: 'unknown' }]);
        return refuse(
          'unknown',
          `${scan}${of} ${expired}.`,
          `Scan the image again with ${oldest.tool}, and send the report.`,
        );
      },
    },
  ];
};

/** How old the scanner's vulnerability database may be. */
export const databaseAge: RuleMaker = ({ evidence = {} }) => {
  const { databaseAge: written, undatedDatabase = 'unknown' } = evidence;
  if (written === undefined) return [];
  const age = durationOf(written);
  const span = spellDuration(written);
  return [
    {
      path: 'evidence.databaseAge',
      value: written,
      sentence: `The scanner's vulnerability database is at most ${span} old${undatedDatabase === 'accept' ? ', if the report states its date' : ''}.`,
      evaluate: ({ scansOf, at }): RuleResult | null => {
        const scans = scansOf('match');
        if (scans.length === 0) return null;
        const dated = scans.filter(({ databaseDate }) => databaseDate !== null);
        const newest = dated.toSorted((a, b) => builtAt(b) - builtAt(a))[0];
        if (newest === undefined) {
          const tools = [...new Set(scans.map(({ tool }) => tool))].sort(compareText);
          return unchecked(
            `No report states the date of its vulnerability database (${listed(tools)}).`,
            undatedDatabase,
            'Send the database date with the report (`databaseDate=`), or scan with a scanner that reports it, such as grype.',
          );
        }
        const staleAt = builtAt(newest) + age;
        const database = `The newest vulnerability database (${newest.tool}, ${minuteOf(builtAt(newest))})`;
        if (at < staleAt) {
          return pass(`${database} is valid until ${minuteOf(staleAt)} (${span}).`, [{ at: staleAt, to: 'unknown' }]);
        }
        return refuse(
          'unknown',
          `${database} expired on ${minuteOf(staleAt)} (limit ${span}).`,
          `Update the database of ${newest.tool}, scan again, and send the report.`,
        );
      },
    },
  ];
};

function withoutEndOfLife(reason: string, evidence: EvidenceSettings): RuleResult {
  return unchecked(
    `${reason}, so this rule could not be checked.`,
    onMissingData(evidence, 'endOfLife'),
    'Send a scan that names the operating system and its end of life, such as one by trivy or grype.',
  );
}

/** What to do with an operating system that gets no more security fixes. */
export const endOfLife: RuleMaker = ({ evidence = {} }) => {
  const { endOfLife: consequence } = evidence;
  if (consequence === undefined || consequence === 'accept') return [];
  return [
    {
      path: 'evidence.endOfLife',
      value: consequence,
      sentence: 'The operating system is not past its end of life.',
      evaluate: ({ facts: { operatingSystem }, scans }) => {
        if (operatingSystem === null) return withoutEndOfLife('No report names the operating system', evidence);
        const name = [operatingSystem.family, operatingSystem.version].filter(Boolean).join(' ');
        if (operatingSystem.isEndOfLife === null && !scans.some(({ carries }) => carries.includes('end-of-life'))) {
          return withoutEndOfLife(`No report states whether ${name} is past its end of life`, evidence);
        }
        if (operatingSystem.isEndOfLife !== true) return pass(`${name} is not past its end of life.`);
        const summary = `${name} is past its end of life.`;
        const why = 'It gets no security fixes, and scanner data for it is incomplete.';
        return {
          ...refuse(consequence, `${summary} ${why}`, `Build on a supported release of ${operatingSystem.family}.`),
          summary,
          notes: [why],
        };
      },
    },
  ];
};

/** Which share of the components may have no purl: what has none cannot be looked up. */
export const componentsWithoutPurl: RuleMaker = ({ evidence: { componentsWithoutPurl: written } = {} }) => {
  if (written === undefined) return [];
  return [
    {
      path: 'evidence.componentsWithoutPurl',
      value: written,
      sentence: `At most ${written} of the components have no package URL.`,
      evaluate: ({ facts: { componentCount, componentsWithoutPurl } }) => {
        if (componentCount === 0) {
          const message = 'No report lists components, so there are no package URLs to check.';
          return { ...pass(message), isChecked: false };
        }
        const verb = componentsWithoutPurl === 1 ? 'has' : 'have';
        const message = `${componentsWithoutPurl} of ${counted(componentCount, 'component', 'components')} ${verb} no package URL (limit ${written}).`;
        if (componentsWithoutPurl <= shareOf(written) * componentCount) return pass(message);
        return refuse(
          'unknown',
          message,
          'Create the SBOM with a tool that writes package URLs, such as syft or trivy.',
        );
      },
    },
  ];
};

/** How many entries of the reports may have been unreadable. */
export const skippedEntries: RuleMaker = ({ evidence: { skippedEntries: allowed } = {} }) => {
  if (allowed === undefined) return [];
  return [
    {
      path: 'evidence.skippedEntries',
      value: allowed,
      sentence:
        allowed === 0
          ? 'Plimsoll could read every entry of the reports.'
          : `Plimsoll could not read at most ${counted(allowed, 'entry', 'entries')} of the reports.`,
      evaluate: ({ scans }) => {
        const skipped = scans.reduce((sum, { skippedCount }) => sum + skippedCount, 0);
        const message = `${counted(skipped, 'entry', 'entries')} of the reports could not be read (limit ${allowed}).`;
        if (skipped <= allowed) return pass(message);
        return refuse(
          'unknown',
          message,
          'Check which entries were skipped and why, and scan again with a current scanner.',
        );
      },
    },
  ];
};

function scannedAt(scan: ScanFacts): number {
  return scan.scannedAt === null ? 0 : Date.parse(scan.scannedAt);
}

function builtAt(scan: ScanFacts): number {
  return scan.databaseDate === null ? 0 : Date.parse(scan.databaseDate);
}
