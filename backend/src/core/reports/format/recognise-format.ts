import { ReportError } from '../report-error.js';
import { REPORT_FORMATS, type ReportFormat } from '../scan.js';
import { FORMATS } from './formats.js';
import { otherThanJson } from './other-than-json.js';
import { otherFormatOf } from './other-tools.js';

const READS = `Plimsoll reads ${REPORT_FORMATS.map((format) => FORMATS[format].reads)
  .join(', ')
  .replace(/, (?=[^,]*$)/, ' and ')}`;

/** Recognises a report by its top, whatever the order of its keys. */
export function recogniseFormat(document: unknown): ReportFormat {
  if (document === null) throw unknown(`This is null, ${ANYBODYS}`);
  if (Array.isArray(document)) {
    const first: unknown = document[0];
    if (document.length === 0) throw unknown(`This is an empty JSON list, ${ANYBODYS}`);
    if (isObject(first) && 'Target' in first) return 'trivy';
    throw unknown(seenInList(first));
  }
  if (!isObject(document)) throw unknown(`This is a JSON ${typeof document}.`);
  if (FORMATS.cyclonedx.isMarked(document)) return 'cyclonedx';
  if (Object.keys(document).length === 0) {
    throw unknown('This is an empty JSON object, which says neither whose report it is nor what was looked for.');
  }
  refuseOtherSarif(document);
  const other = otherFormatOf(document);
  if (other !== null) throw unknown(`This is ${other}.`);
  const format = markOf(document);
  if (format !== null) return format;
  throw unknown(`This is a JSON object with the keys ${keysOf(document)}.`);
}

/** The format that the sender states is used unless the content has the marks of another one. */
export function agreedFormat(document: unknown, given: ReportFormat | null): ReportFormat {
  if (given === null) return recogniseFormat(document);
  if (isObject(document)) refuseOtherSarif(document);
  const own = isObject(document) ? seenIn(document) : null;
  if (own !== null && own !== given) throw unknown(`This was sent as ${given}, but it has the marks of ${own}.`);
  return given;
}

/** Content that is not JSON is recognised by its first bytes, before the parser reports broken JSON. */
export function refuseOtherThanJson(head: Uint8Array): void {
  const other = otherThanJson(head);
  if (other !== null) throw unknown(`This is ${other}.`);
}

const ANYBODYS =
  "which could be any tool's and does not say what was looked for. If Trivy before 0.20 wrote it, send it as format trivy; it covers nothing.";

function refuseOtherSarif(document: Record<string, unknown>): void {
  const { runs, version } = document;
  if (!Array.isArray(runs) || typeof version !== 'string' || version === '2.1.0') return;
  if (!/^\d+\.\d+/.test(version)) return;
  throw unknown(`This is SARIF ${version.slice(0, 40)}; of SARIF only 2.1.0 is read.`, '/version');
}

function seenIn(document: Record<string, unknown>): string | null {
  if (FORMATS.cyclonedx.isMarked(document)) return 'cyclonedx';
  return otherFormatOf(document) ?? markOf(document);
}

function markOf(document: Record<string, unknown>): ReportFormat | null {
  const names = Object.keys(FORMATS) as ReportFormat[];
  return names.find((format) => FORMATS[format].isMarked(document)) ?? null;
}

function seenInList(first: unknown): string {
  if (!isObject(first)) return 'This is a JSON list of something else than results.';
  const other = otherFormatOf(first);
  if (other !== null) return `This is a JSON list; its first entry is ${other}.`;
  return `This is a JSON list of objects with the keys ${keysOf(first)}.`;
}

function keysOf(document: Record<string, unknown>): string {
  const keys = Object.keys(document).map((key) => JSON.stringify(key.slice(0, 40)));
  return keys.length === 0 ? '(none)' : `${keys.slice(0, 8).join(', ')}${keys.length > 8 ? ', …' : ''}`;
}

export function unknown(seen: string, pointer = ''): ReportError {
  const message = `${seen} ${READS}.`;
  return new ReportError('report_format_unknown', message, [{ pointer, message: seen }]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
