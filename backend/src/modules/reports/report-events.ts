import type { AuditNote } from '../audit/audit-event.js';
import type { Ingested, Intake } from './intake.js';
import type { ArtifactName, TagPlacement } from './reports.repository.js';

/** What the audit log tells of a report that was taken in: enough to find it again by its bytes, whatever becomes of its row. */
export function reportReceived({ name, tag, given, origin, scan, report }: Intake, ingested: Ingested): AuditNote {
  const { via, owner, trustRule, claims } = origin.sender;
  return {
    action: 'report.received',
    target: { kind: 'artifact', id: String(ingested.artifactId), name: nameOf(name) },
    after: {
      project: name.project,
      scanId: String(ingested.scanId),
      report: `sha256:${report.sha256}`,
      sentBy: { via, owner, trustRule, claims },
      tag,
      given: given === '' ? null : given,
      format: scan.format,
      tool: scan.tool.name,
      toolVersion: scan.tool.version,
      counts: ingested.counts,
      components: ingested.components,
      replaced: ingested.replaced.map(({ scan: old }) => String(old.scanId)),
      replacedBy: ingested.replacedBy === null ? null : String(ingested.replacedBy),
      recall: ingested.recall?.id ?? null,
      outcomes: Object.fromEntries(ingested.verdicts.map(({ environment, outcome }) => [environment, outcome])),
    },
  };
}

/** A tag that names another build than it did. */
export function tagMoved(name: ArtifactName, tag: string | null, placement: TagPlacement | null): AuditNote[] {
  const from = placement?.takenFrom ?? null;
  if (tag === null || from === null) return [];
  return [
    {
      action: 'tag.moved',
      target: { kind: 'tag', id: null, name: `${name.image}:${tag}` },
      before: { project: name.project, digest: from.digest },
      after: { project: name.project, digest: name.digest },
    },
  ];
}

function nameOf({ image, digest }: ArtifactName): string {
  return `${image}@${digest}`;
}
