import { durationOf, spellDuration } from '../../policy/duration.js';
import { KIND_OF, type RequiredKind } from '../../policy/policy.js';
import { shareOf } from '../../policy/share.js';
import { requiredKinds } from '../evaluation-context.js';
import type { ScanFacts } from '../facts.js';
import { type RuleResult, pass, refuse, type RuleMaker } from '../rule.js';
import { counted, listed, minuteOf } from '../words.js';

const HOW_TO_SCAN: Record<RequiredKind, string> = {
  vulnerabilities: '`trivy image --scanners vuln`, or grype',
  secrets: '`trivy image --scanners secret`',
  misconfigurations: '`trivy image --scanners misconfig`',
  licences: '`trivy image --scanners license`',
};

/** The kinds of problem that somebody must have looked for. */
export const requiredScans: RuleMaker = (settings) => {
  const required = requiredKinds(settings);
  return [
    {
      path: 'evidence.require',
      value: required,
      sentence: required.length === 0 ? 'There is a scan.' : `A scan looked for ${listed(required)}.`,
      evaluate: ({ scans, scansOf }) => {
        if (scans.length === 0) {
          return refuse('unknown', 'There is no scan of this artifact.', 'Scan the image and send the report.');
        }
        const missing = required.filter((kind) => scansOf(KIND_OF[kind]).length === 0);
        if (missing.length === 0) {
          return pass(required.length === 0 ? 'There is a scan.' : `A scan looked for ${listed(required)}.`);
        }
        const how = missing.map((kind) => `${kind} with ${HOW_TO_SCAN[kind]}`);
        return refuse(
          'unknown',
          `No scan looked for ${listed(missing)}.`,
          `Scan for ${listed(how)}, and send the report.`,
        );
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
      sentence: `The scan is no older than ${span}.`,
      evaluate: ({ scans, scansOf, required, at }) => {
        const newest =
          required.length === 0 ? scans.slice(0, 1) : required.flatMap((kind) => scansOf(KIND_OF[kind])[0] ?? []);
        const [oldest] = newest.toSorted((a, b) => scannedAt(a) - scannedAt(b));
        if (oldest === undefined) return null;
        const staleAt = scannedAt(oldest) + age;
        const message = oldest.isDated
          ? `Scanned by ${oldest.tool} on ${minuteOf(scannedAt(oldest))}, which counts for ${span}, until ${minuteOf(staleAt)}.`
          : `${oldest.tool}'s report does not say when it scanned, so it counts for ${span} from when it came.`;
        if (at < staleAt) return pass(message, { at: staleAt, to: 'unknown' });
        return refuse('unknown', message, `Scan the image again with ${oldest.tool}, and send the report.`);
      },
    },
  ];
};

/** How old the scanner's vulnerability database may be. */
export const databaseAge: RuleMaker = ({ evidence: { databaseAge: written, undatedDatabase = 'unknown' } = {} }) => {
  if (written === undefined) return [];
  const age = durationOf(written);
  const span = spellDuration(written);
  return [
    {
      path: 'evidence.databaseAge',
      value: written,
      sentence: `The scanner's vulnerability database is no older than ${span}${undatedDatabase === 'accept' ? ', where the report dates it' : ''}.`,
      evaluate: ({ scansOf, at }): RuleResult | null => {
        const scans = scansOf('match');
        if (scans.length === 0) return null;
        const dated = scans.filter(({ databaseDate }) => databaseDate !== null);
        const newest = dated.toSorted((a, b) => builtAt(b) - builtAt(a))[0];
        if (newest === undefined) {
          const message = `No report dates its scanner's database (${listed([...new Set(scans.map(({ tool }) => tool))])}).`;
          if (undatedDatabase === 'accept') return pass(message);
          return refuse(
            'unknown',
            message,
            'Send the database date along (`databaseDate=`), or scan with a scanner that reports it, such as grype.',
          );
        }
        const staleAt = builtAt(newest) + age;
        const message = `The newest database, ${newest.tool}'s, is of ${minuteOf(builtAt(newest))}, which counts for ${span}, until ${minuteOf(staleAt)}.`;
        if (at < staleAt) return pass(message, { at: staleAt, to: 'unknown' });
        return refuse('unknown', message, `Update the database of ${newest.tool}, scan again, and send the report.`);
      },
    },
  ];
};

/** What to do with an operating system that gets no more security fixes. */
export const endOfLife: RuleMaker = ({ evidence: { endOfLife: consequence } = {} }) => {
  if (consequence === undefined || consequence === 'accept') return [];
  return [
    {
      path: 'evidence.endOfLife',
      value: consequence,
      sentence: 'The operating system still gets security fixes.',
      evaluate: ({ facts: { operatingSystem } }) => {
        if (operatingSystem === null) return pass('No report names an operating system.');
        const name = [operatingSystem.family, operatingSystem.version].filter(Boolean).join(' ');
        if (operatingSystem.isEndOfLife !== true) return pass(`No report says that ${name} is past its end of life.`);
        const why = 'gets no more security fixes, and scanners know little of its vulnerabilities.';
        return {
          ...refuse(
            consequence,
            `${name} is past its end of life: it ${why}`,
            `Build on a supported release of ${operatingSystem.family}.`,
          ),
          summary: `${name} is past its end of life.`,
          notes: [`It ${why}`],
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
        const message = `${componentsWithoutPurl} of ${counted(componentCount, 'component', 'components')} without a package URL, where ${written} are allowed.`;
        if (componentsWithoutPurl <= shareOf(written) * componentCount) return pass(message);
        return refuse(
          'unknown',
          message,
          'Write the SBOM with a tool that names packages by purl, such as syft or trivy.',
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
          ? 'Every entry of the reports could be read.'
          : `At most ${counted(allowed, 'entry', 'entries')} of the reports could not be read.`,
      evaluate: ({ scans }) => {
        const skipped = scans.reduce((sum, { skippedCount }) => sum + skippedCount, 0);
        const message = `${counted(skipped, 'entry', 'entries')} of the reports could not be read, where ${allowed} may be.`;
        if (skipped <= allowed) return pass(message);
        return refuse(
          'unknown',
          message,
          'See which entries the scan skipped and why, and scan again with a current scanner.',
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
