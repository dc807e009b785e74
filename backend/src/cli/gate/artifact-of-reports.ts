import { countingScans, doAllCount, evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import { currentScans, type Replacement, replacements } from '../../core/gate/current-scans.js';
import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import { factsOf } from '../../core/gate/facts-of.js';
import type { Facts } from '../../core/gate/facts.js';
import { lackedBy, type ListedComponent } from '../../core/gate/lacked-components.js';
import { countComponents, recordOf, type ScanRecord } from '../../core/gate/scan-record.js';
import { parseImageReference } from '../../core/model/image-reference.js';
import { mismatchesOf } from '../../core/reports/mismatches.js';
import type { Remark } from '../../core/reports/scan.js';
import { type GivenSubject, type ResolvedSubject, resolveSubject } from '../../core/reports/subject.js';
import { sourcesOf } from '../../core/upgrades/sources-of.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { nameOf, type ReadReport } from './read-reports.js';

/**
 * Unites the reports of one artifact. A report that does not name its artifact is taken to speak of the
 * one that the others name; reports that name different ones are refused. As on the server, a newer report
 * replaces an older one of the same tool, format and target. `receivedAt` is null for reports that are proved to be of the artifact.
 */
export function artifactOfReports(
  reports: readonly ReadReport[],
  given: GivenSubject,
  at: string,
  receivedAt: string | null,
): ArtifactOfReports {
  const subject = subjectOf(reports, given);
  const readRecords = reports.map((read): GivenRecord => {
    const mismatches = receivedAt === null ? [] : mismatchesOf(read.scan, subject, receivedAt);
    return { ...recordOf(read.scan, read.digest, at, { mismatches }), read };
  });
  const records = withLacks(readRecords);
  const facts = factsFrom(subject, records);
  return {
    facts,
    factsFor(policy, environment) {
      const { tools } = evidenceRulesOf(policy.environments.find(({ name }) => name === environment)?.settings);
      if (tools === undefined) return facts;
      if (doAllCount(records, { tools })) return { ...facts, tools };
      return { ...factsFrom(subject, withLacks(countingScans(readRecords, { tools }))), tools };
    },
    records,
    warnings: subject.warnings,
    replaced: replacements(records),
  };
}

export interface ArtifactOfReports {
  /** By all reports. */
  readonly facts: Facts;
  /** By those that count in an environment. Senders are not known here. */
  readonly factsFor: (policy: DecidingPolicy, environment: string) => Facts;
  readonly records: readonly GivenRecord[];
  readonly warnings: readonly Remark[];
  readonly replaced: readonly Replacement<GivenRecord>[];
}

function withLacks(records: readonly GivenRecord[]): GivenRecord[] {
  return records.map((record) => ({ ...record, lacks: lackedBy(record, records, listedIn) }));
}

function factsFrom({ image, digest }: ResolvedSubject, records: readonly GivenRecord[]): Facts {
  const scans = currentScans(records).map(({ read }) => read.scan);
  return { ...factsOf({ image, digest, scans: records, ...countComponents(scans) }), sourceOf: sourcesOf(scans) };
}

/** What is kept of a report, and the report. */
export interface GivenRecord extends ScanRecord {
  readonly read: ReadReport;
}

function listedIn({ read }: GivenRecord): ListedComponent[] {
  return read.scan.components.filter(({ isListed }) => isListed);
}

function subjectOf(reports: readonly ReadReport[], { image, digest, tag }: GivenSubject): ResolvedSubject {
  if (digest === undefined && !(image !== undefined && parseImageReference(image)?.digest))
    refuseDifferentDigests(reports);
  const named = reports.find(({ scan }) => scan.subject.digest !== null) ?? reports[0];
  if (!named) throw new CommandError(ExitCode.usage, 'name at least one report.');
  const namedImage = image ?? named.scan.subject.image ?? reports.flatMap(({ scan }) => scan.subject.image ?? [])[0];
  const given = {
    ...(namedImage === undefined ? {} : { image: namedImage }),
    ...(digest === undefined ? {} : { digest }),
    ...(tag === undefined ? {} : { tag }),
  };
  return resolveSubject(named.scan, given, named.digest);
}

function refuseDifferentDigests(reports: readonly ReadReport[]): void {
  const digests = new Map(
    reports.flatMap(({ scan, path }) => (scan.subject.digest ? [[scan.subject.digest, path]] : [])),
  );
  if (digests.size < 2) return;
  const list = [...digests].map(([digest, path]) => `  ${nameOf(path)} is about ${digest}`).join('\n');
  throw new CommandError(
    ExitCode.usage,
    `the reports are about different artifacts:\n${list}\nGate them one by one. Where the policy accepts evidence of something else (evidence.mismatch: accept), name the one artifact with --digest.`,
  );
}
