import { compareText } from '../../findings/order.js';
import { durationOf, spellDuration } from '../../policy/duration.js';
import { type EvidenceSettings, KIND_OF, onMissingData, type RequiredKind } from '../../policy/policy.js';
import { shareOf } from '../../policy/share.js';
import { requiredKinds } from '../evaluation-context.js';
import type { ScanFacts } from '../facts.js';
import { type RuleResult, pass, refuse, type RuleMaker, unchecked } from '../rule.js';
import { counted, listed, listedShort, minuteOf } from '../words.js';

const HOW_TO_SCAN: Record<RequiredKind, string> = {
  vulnerabilities: '`trivy image --scanners vuln`, or grype',
  secrets: '`trivy image --scanners secret`',
  misconfigurations: '`trivy image --scanners misconfig`',
  licences: '`trivy image --scanners license`',
};

/** The kinds of problem that must have been scanned. */
export const requiredScans: RuleMaker = (settings) => {
  const required = requiredKinds(settings);
  const ofWhat = settings.evidence?.subject === 'all' ? ', of the image or of anything else' : '';
  const sentence =
    required.length === 0 ? `The artifact was scanned${ofWhat}.` : `Scans cover ${listed(required)}${ofWhat}.`;
  return [
    {
      path: 'evidence.require',
      value: required,
      sentence,
      evaluate: ({ facts, scans, counting, scansOf }) => {
        if (scans.length === 0) {
          const received = facts.recalled.length === 0 ? 'was received' : 'counts: each was recalled';
          return refuse('unknown', `No scan of this artifact ${received}.`, 'Scan the image and send the report.');
        }
        const missing = required.filter((kind) => scansOf(KIND_OF[kind]).length === 0);
        if (missing.length === 0 && counting.length > 0) return pass(sentence);
        const others = targetsOf(scans, missing);
        const of = others.length === 0 ? '' : ' of the image';
        const summary = missing.length === 0 ? `No scan is${of}.` : `No scan${of} covers ${listed(missing)}.`;
        const notes = others.length === 0 ? [] : [`What was scanned is ${listedShort(others)}.`];
        const how = missing.map((kind) => `${kind} with ${HOW_TO_SCAN[kind]}`);
        const remedy = `Scan ${how.length === 0 ? 'the image' : `for ${listed(how)}`}, and send the report.`;
        return { ...refuse('unknown', [summary, ...notes].join(' '), remedy), summary, notes };
      },
    },
  ];
};

/** What else than the image was scanned for the kinds. */
function targetsOf(scans: readonly ScanFacts[], missing: readonly RequiredKind[]): string[] {
  const found = scans.flatMap(({ target, covers }) =>
    missing.length === 0 || missing.some((kind) => covers.includes(KIND_OF[kind])) ? (target ?? []) : [],
  );
  return [...new Set(found)].sort(compareText);
}

/** How old each scan that a required kind rests on may be: a fresh one beside it makes none of them younger. */
export const scanAge: RuleMaker = (settings) => {
  const written = settings.evidence?.scanAge;
  if (written === undefined) return [];
  const age = durationOf(written);
  const span = spellDuration(written);
  return [
    {
      path: 'evidence.scanAge',
      value: written,
      sentence: `Every current scan is at most ${span} old.`,
      evaluate: ({ counting, scansOf, required, at }) => {
        const scans = required.length === 0 ? counting : required.flatMap((kind) => scansOf(KIND_OF[kind]));
        const [oldest] = scans.toSorted((a, b) => scannedAt(a) - scannedAt(b));
        if (oldest === undefined) return null;
        const staleAt = scannedAt(oldest) + age;
        const scan = `The newest ${oldest.tool} scan`;
        // Only dates of reports: server and pipeline receive the same one at different times.
        const of = oldest.isDated ? ` (${minuteOf(scannedAt(oldest))})` : ' has no date and';
        const [valid, expired] = oldest.isDated
          ? [`is valid until ${minuteOf(staleAt)} (${span})`, `expired on ${minuteOf(staleAt)} (limit ${span})`]
          : [`is valid for ${span} after it was received`, `expired ${span} after it was received`];
        if (at < staleAt) return pass(`${scan}${of} ${valid}.`, [{ at: staleAt, to: 'unknown' }]);
        const stale = scans.filter((other) => at >= scannedAt(other) + age);
        return refuse(
          'unknown',
          `${scan}${of} ${expired}.`,
          `Scan the image again with ${listed(toolsOf(stale))}, and send the report.${orRecall(stale, scans)}`,
        );
      },
    },
  ];
};

/** How old the vulnerability database of each scan may be. */
export const databaseAge: RuleMaker = ({ evidence = {} }) => {
  const { databaseAge: written, undatedDatabase = 'unknown' } = evidence;
  if (written === undefined) return [];
  const age = durationOf(written);
  const span = spellDuration(written);
  return [
    {
      path: 'evidence.databaseAge',
      value: written,
      sentence: `Every scanner's vulnerability database is at most ${span} old${undatedDatabase === 'accept' ? ', if the report states its date' : ''}.`,
      evaluate: ({ scansOf, at }): RuleResult | null => {
        const scans = scansOf('match');
        if (scans.length === 0) return null;
        const dated = scans.filter(({ databaseDate }) => databaseDate !== null);
        const oldest = dated.toSorted((a, b) => builtAt(a) - builtAt(b))[0];
        const undated = undatedOf(scans, dated, undatedDatabase);
        if (oldest === undefined) return undated;
        const staleAt = builtAt(oldest) + age;
        const database = `The oldest vulnerability database (${oldest.tool}, ${minuteOf(builtAt(oldest))})`;
        if (at >= staleAt) {
          const stale = dated.filter((other) => at >= builtAt(other) + age);
          return refuse(
            'unknown',
            `${database} expired on ${minuteOf(staleAt)} (limit ${span}).`,
            `Update the database of ${listed(toolsOf(stale))}, scan again, and send the report.${orRecall(stale, scans)}`,
          );
        }
        if (undated?.outcome === 'unknown') return undated;
        const summary = `${database} is valid until ${minuteOf(staleAt)} (${span}).`;
        const notes = undated === null ? [] : [undated.message];
        const passed = pass([summary, ...notes].join(' '), [{ at: staleAt, to: 'unknown' }]);
        return { ...passed, summary, notes };
      },
    },
  ];
};

/** What the scans mean whose reports date no database; null where all of them do. */
function undatedOf(
  scans: readonly ScanFacts[],
  dated: readonly ScanFacts[],
  consequence: 'accept' | 'unknown',
): RuleResult | null {
  const undated = scans.filter((scan) => !dated.includes(scan));
  if (undated.length === 0) return null;
  const tools = listed(toolsOf(undated));
  return unchecked(
    dated.length === 0
      ? `No report states the date of its vulnerability database (${tools}).`
      : `Not every report states the date of its vulnerability database (${tools}).`,
    consequence,
    'Send the database date with the report (`databaseDate=`), or scan with a scanner that reports it, such as grype.',
  );
}

function toolsOf(scans: readonly ScanFacts[]): string[] {
  return [...new Set(scans.map(({ tool }) => tool))].sort(compareText);
}

/** Where something newer is there, too, the tool may have been given up. */
function orRecall(stale: readonly ScanFacts[], scans: readonly ScanFacts[]): string {
  if (stale.length === scans.length) return '';
  return ' If it is no longer used, recall its scans (`plimsoll evidence recall`).';
}

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
      evaluate: ({ facts: { operatingSystem }, counting }) => {
        if (operatingSystem === null) return withoutEndOfLife('No report names the operating system', evidence);
        const name = [operatingSystem.family, operatingSystem.version].filter(Boolean).join(' ');
        if (operatingSystem.isEndOfLife === null && !counting.some(({ carries }) => carries.includes('end-of-life'))) {
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
