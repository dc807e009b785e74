import { ReportError } from '../report-error.js';
import type { ReportFormat } from '../scan.js';

const READS =
  'Plimsoll reads Trivy JSON (trivy --format json), CycloneDX JSON 1.2–1.7, Grype JSON (grype -o json) and SARIF 2.1.0';

/** Recognises a report by its top, whatever the order of its keys. */
export function recogniseFormat(document: unknown): ReportFormat {
  // Trivy before 0.20 wrote null where it found nothing.
  if (document === null) return 'trivy';
  if (Array.isArray(document)) {
    const first: unknown = document[0];
    if (document.length === 0 || (isObject(first) && 'Target' in first)) return 'trivy';
    throw unknown(seenInList(first));
  }
  if (!isObject(document)) throw unknown(`This is a JSON ${typeof document}.`);
  if ('bomFormat' in document) return 'cyclonedx';
  const scheme = document['$schema'];
  if (typeof scheme === 'string' && /cyclonedx\.org\/schema\/bom/.test(scheme)) return 'cyclonedx';
  const other = otherFormat(document);
  if (other !== null) throw unknown(`This is ${other}.`);
  if (Array.isArray(document['runs']) || document['runs'] === null) return 'sarif';
  if ('runs' in document && 'version' in document) return 'sarif';
  if ('matches' in document) return 'grype';
  if (isTrivy(document)) return 'trivy';
  throw unknown(`This is a JSON object with the keys ${keysOf(document)}.`);
}

/** XML is told by its first bytes, before the parser calls it broken JSON. */
export function refuseXml(head: Uint8Array): void {
  const text = Buffer.from(head.subarray(0, 2000)).toString('utf8').trimStart();
  if (!text.startsWith('<')) return;
  const what = text.includes('cyclonedx.org/schema/bom') ? 'CycloneDX XML; its JSON form is read' : 'XML';
  throw unknown(`This is ${what}.`);
}

function isTrivy(document: Record<string, unknown>): boolean {
  if ('SchemaVersion' in document && ('ArtifactName' in document || 'Results' in document)) return true;
  if ('ClusterName' in document) return true;
  return Array.isArray(document['Results']) && 'ArtifactName' in document;
}

/** Formats that people mistake for one of ours, each by what only it has at its top. */
function otherFormat(document: Record<string, unknown>): string | null {
  const has = (...keys: string[]): boolean => keys.every((key) => key in document);
  const text = (key: string): string => String(document[key] ?? '');
  if (has('spdxVersion')) return `an SPDX document (${text('spdxVersion')})`;
  if (has('@context') && has('@graph')) return 'an SPDX 3 document';
  if (/openvex/i.test(text('@context'))) return 'an OpenVEX document';
  if (has('document', 'product_tree') || (has('document') && has('vulnerabilities'))) return 'a CSAF document';
  if (has('payloadType', 'payload')) return 'a DSSE envelope (a signed attestation); send the report that it holds';
  if (has('_type', 'predicateType')) return 'an in-toto statement; send the report that is its predicate';
  if (has('mediaType', 'verificationMaterial')) return 'a sigstore bundle';
  if (has('apiVersion', 'kind') && /aquasecurity/.test(text('apiVersion'))) return 'a resource of the Trivy operator';
  if (has('artifacts', 'artifactRelationships'))
    return 'a Syft document (syft -o cyclonedx-json gives one that is read)';
  if (has('matches', 'descriptor') && isObject(document['descriptor']) && document['descriptor']['name'] === 'xeol') {
    return 'a report of xeol (ends of life), which has the form of Grype but no vulnerabilities';
  }
  if (has('auditReportVersion') || has('actions', 'advisories'))
    return 'the output of npm audit (npm sbom gives CycloneDX)';
  if (has('vulnerabilities', 'dependencyCount')) return 'a Snyk report (snyk --sarif gives one that is read)';
  if (has('results') && isObject(document['experimental_config']))
    return 'an OSV-Scanner report (osv-scanner --format sarif)';
  if (has('results') && hasPackages(document['results']))
    return 'an OSV-Scanner report (osv-scanner --format sarif gives one that is read)';
  if (has('vulnerabilities', 'remediations')) return 'a GitLab security report';
  if (has('scanner', 'vulnerabilities') && has('artifact')) return 'a Harbor report';
  return null;
}

function hasPackages(results: unknown): boolean {
  const first: unknown = Array.isArray(results) ? results[0] : null;
  return isObject(first) && 'packages' in first && 'source' in first;
}

function seenInList(first: unknown): string {
  if (!isObject(first)) return 'This is a JSON list of something else than results.';
  if (('RuleID' in first && 'Secret' in first) || ('offender' in first && 'commit' in first)) {
    return 'This is a Gitleaks report (gitleaks --report-format sarif gives one that is read).';
  }
  return `This is a JSON list of objects with the keys ${keysOf(first)}.`;
}

function keysOf(document: Record<string, unknown>): string {
  const keys = Object.keys(document).map((key) => JSON.stringify(key.slice(0, 40)));
  return keys.length === 0 ? '(none)' : `${keys.slice(0, 8).join(', ')}${keys.length > 8 ? ', …' : ''}`;
}

export function unknown(seen: string): ReportError {
  const message = `${seen} ${READS}.`;
  return new ReportError('report_format_unknown', message, [{ pointer: '', message: seen }]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
