import type { ReactNode } from 'react';
import type { Artifact, ArtifactScan, Waiver } from '@/lib/api/types';

interface PrintedEvidenceProps {
  readonly artifact: Artifact;
  /** Active ones for the artifact. */
  readonly waivers: readonly Waiver[];
}

/** What the screen has behind clicks, for paper: by which scans and waivers the verdicts were given, with the hashes that name them. */
export function PrintedEvidence({ artifact, waivers }: PrintedEvidenceProps) {
  const names = [...new Set(artifact.verdicts.flatMap((verdict) => verdict.waivers))];
  const current = artifact.scans.filter(({ isCurrent }) => isCurrent);
  return (
    <section aria-label="Evidence for print" className="mt-6 hidden text-xs print:block">
      <h2 className="text-base">Evidence</h2>
      <Part title="Scans" isEmpty={current.length === 0}>
        {current.map((scan) => (
          <ScanFacts key={scan.id} scan={scan} />
        ))}
      </Part>
      <Part title="Waivers" isEmpty={names.length === 0}>
        {names.map((name) => (
          <WaiverFacts key={name} name={name} waiver={waivers.find((waiver) => waiver.name === name)} />
        ))}
      </Part>
    </section>
  );
}

interface PartProps {
  readonly title: string;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
}

function Part({ title, isEmpty, children }: PartProps) {
  return (
    <>
      <h3 className="mt-3 font-medium">{title}</h3>
      {isEmpty ? <p>None.</p> : <ul className="divide-y divide-rule border-y border-rule">{children}</ul>}
    </>
  );
}

function ScanFacts({ scan }: { readonly scan: ArtifactScan }) {
  const { tool, toolVersion, databaseDate, scannedAt, receivedAt, sender, reportSha256 } = scan;
  return (
    <Row>
      <strong>{[tool, toolVersion].filter((part) => part !== null).join(' ')}</strong>, database{' '}
      {databaseDate ?? 'of an unknown date'}; scanned {scannedAt ?? 'at an unknown time'}, received {receivedAt}
      {sender !== null && ` from ${sender.name}`}. Report <Hash>sha256:{reportSha256}</Hash>
    </Row>
  );
}

interface WaiverFactsProps {
  readonly name: string;
  /** Undefined for one that is no longer active. */
  readonly waiver: Waiver | undefined;
}

function WaiverFacts({ name, waiver }: WaiverFactsProps) {
  if (waiver === undefined) {
    return (
      <Row>
        <strong>{name}</strong>, no longer active
      </Row>
    );
  }
  const { status, justification, expiresAt, requestedBy, approvals, revision } = waiver;
  const approvers = approvals.map(({ approvedBy }) => approvedBy.name).join(', ');
  return (
    <Row>
      <strong>{name}</strong> ({status}), until {expiresAt}, requested by {requestedBy.name}
      {approvers !== '' && `, approved by ${approvers}`}: {justification} Revision <Hash>{revision}</Hash>
    </Row>
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return <li className="py-1 break-words print:break-inside-avoid">{children}</li>;
}

function Hash({ children }: { readonly children: ReactNode }) {
  return <code className="font-mono text-[0.92em] break-all">{children}</code>;
}
