import { otherFormatOf } from './other-tools.js';

/** So much of a report's beginning is looked at. */
const HEAD_BYTES = 64 * 1024;

const PACKED = [
  { magic: [0x1f, 0x8b], what: 'packed with gzip; say so with the header Content-Encoding: gzip' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'packed with Zstandard; say so with the header Content-Encoding: zstd' },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP archive; send the report that is in it' },
];

/** What a report is that is no single JSON document, by its first bytes; null where it may be one. */
export function otherThanJson(head: Uint8Array): string | null {
  const packed = PACKED.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  if (packed !== undefined) return packed.what;
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('utf8').trimStart();
  if (text === '') return null;
  const lines = jsonLines(text);
  if (lines !== null) return lines;
  if (startsAsJson(text)) return null;
  return otherText(text);
}

const WORDS = ['null', 'true', 'false'];

function startsAsJson(text: string): boolean {
  const [first = ''] = text.split('\n', 1);
  // Log lines such as "[0000] WARN" and "[INFO] scanning", and a line of CSV in quotation marks.
  if (text.startsWith('['))
    return !/^\[[^\]\n"{[]*\][ \t]*[^\s,]/.test(first) && /^\[\s*(?:["{[\]\d-]|[tfn]|$)/.test(text);
  if (text.startsWith('"')) return !/^"[^"\n]*"[ \t]*[,;\t]/.test(first);
  if (text.startsWith('{')) return true;
  if (/^-?\d/.test(text)) return /^-?[\d.eE+-]+\s*$/.test(text);
  return WORDS.some((word) => word.startsWith(text.slice(0, 4)));
}

/** Several documents, one a line, as logs and some scanners write them. */
function jsonLines(text: string): string | null {
  const end = text.indexOf('\n');
  if (end < 0 || !text.startsWith('{') || !text.slice(end).trimStart().startsWith('{')) return null;
  let first: unknown;
  try {
    first = JSON.parse(text.slice(0, end));
  } catch {
    // The first line alone is no document: an object over several lines.
    return null;
  }
  const tool = typeof first === 'object' && first !== null ? otherFormatOf({ ...first }) : null;
  const what = tool === null ? 'whose tool cannot be told; send one report at a time' : `the first of which is ${tool}`;
  return `JSON lines: several JSON documents, one a line, ${what}`;
}

function otherText(text: string): string {
  if (text.startsWith('<')) return markup(text);
  if (text.startsWith('SPDXVersion:')) return 'an SPDX document in its tag-value form';
  const [first = ''] = text.split('\n', 1);
  const begins = `begins with ${JSON.stringify(first.trim().slice(0, 80))}`;
  if (/\n[ \t]*(?:\{|\[\s*[{[\]"])/.test(text)) {
    return `text before JSON: it ${begins}. A report must be what the tool writes to standard output, alone; leave out its log (2> file, --quiet)`;
  }
  if (/^(?:"[^"\n]*"|[^",;\t\n{}[\]]+)(?:[,;\t](?:"[^"\n]*"|[^",;\t\n{}[\]]*)){2,}$/.test(first.trim())) {
    return `CSV, which ${begins}; have the tool write JSON or SARIF`;
  }
  if (/[┌│├]|^NAME\s+INSTALLED\b|^Total: \d+ \(/m.test(text)) {
    return `a table for people: text that is no JSON and ${begins} (trivy --format json, grype -o json)`;
  }
  if (/^(?:---|%YAML|- )?\s*["']?[\w.$/-]+["']?:(?:\s|$)/.test(text))
    return `YAML or other text that is no JSON and ${begins}`;
  return `text that is no JSON and ${begins}`;
}

function markup(text: string): string {
  if (text.includes('cyclonedx.org/schema/bom')) return 'CycloneDX XML; its JSON form is read';
  if (/^<!doctype html|<html[\s>]/i.test(text)) return 'HTML: a page for people, or the answer of a proxy or a sign-in';
  if (/DependencyCheck/.test(text)) return 'a Dependency-Check report in XML (--format SARIF gives one that is read)';
  if (/<testsuites?[\s>]/.test(text)) return 'a JUnit report in XML';
  return 'XML';
}
