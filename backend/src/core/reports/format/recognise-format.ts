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
  if (isCycloneDx(document)) return 'cyclonedx';
  const other = otherFormat(document);
  if (other !== null) throw unknown(`This is ${other}.`);
  const format = markOf(document);
  if (format !== null) return format;
  throw unknown(`This is a JSON object with the keys ${keysOf(document)}.`);
}

/** The sender's word counts where the content bears no mark of another format. */
export function agreedFormat(document: unknown, given: ReportFormat | null): ReportFormat {
  if (given === null) return recogniseFormat(document);
  const own = isObject(document) ? seenIn(document) : null;
  if (own !== null && own !== given) throw unknown(`This was sent as ${given}, but it has the marks of ${own}.`);
  return given;
}

/** What is no JSON is told by its first bytes, before the parser calls it broken JSON. */
export function refuseOtherThanJson(head: Uint8Array): void {
  const packed = PACKED.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  if (packed !== undefined) throw unknown(`This is ${packed.what}.`);
  const text = Buffer.from(head.subarray(0, 2000)).toString('utf8').trimStart();
  if (text === '' || /^(?:["{[\d]|-\d)/.test(text) || WORDS.some((word) => word.startsWith(text.slice(0, 4)))) return;
  throw unknown(`This is ${otherText(text)}.`);
}

const WORDS = ['null', 'true', 'false'];

const PACKED = [
  { magic: [0x1f, 0x8b], what: 'packed with gzip; say so with the header Content-Encoding: gzip' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'packed with Zstandard; say so with the header Content-Encoding: zstd' },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive; send the report that is in it' },
];

function otherText(text: string): string {
  if (text.startsWith('<')) {
    return text.includes('cyclonedx.org/schema/bom') ? 'CycloneDX XML; its JSON form is read' : 'XML';
  }
  if (text.startsWith('SPDXVersion:')) return 'an SPDX document in its tag-value form';
  return `text that is no JSON and begins with ${JSON.stringify(text.slice(0, 40))}`;
}

function seenIn(document: Record<string, unknown>): string | null {
  return isCycloneDx(document) ? 'cyclonedx' : (otherFormat(document) ?? markOf(document));
}

function markOf(document: Record<string, unknown>): ReportFormat | null {
  if (isCycloneDx(document)) return 'cyclonedx';
  if (Array.isArray(document['runs']) || document['runs'] === null) return 'sarif';
  if ('runs' in document && 'version' in document) return 'sarif';
  if ('matches' in document) return 'grype';
  return isTrivy(document) ? 'trivy' : null;
}

function isCycloneDx(document: Record<string, unknown>): boolean {
  const scheme = document['$schema'];
  return 'bomFormat' in document || (typeof scheme === 'string' && /cyclonedx\.org\/schema\/bom/.test(scheme));
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
