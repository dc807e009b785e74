import { checkJson } from './check-json.js';
import { readCsaf } from './csaf-reader.js';
import { readCycloneDxVex } from './cyclonedx-vex-reader.js';
import { jsonOfXml } from './cyclonedx-xml.js';
import { Given } from './given.js';
import { readOpenVex } from './openvex-reader.js';
import type { VexContent } from './vex-document.js';
import { VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

/** Reads OpenVEX, CycloneDX (JSON and XML) and CSAF's VEX profile, told apart by their content. Throws VexError. */
export function readVex(bytes: Uint8Array): VexContent {
  if (bytes.length > VEX_LIMITS.bytes) {
    throw new VexError('vex_limit', `the document has more than ${VEX_LIMITS.bytes / 1024 / 1024} MiB`);
  }
  const text = textOf(bytes);
  if (/^\s*</.test(text)) return readXml(text);
  const document = new Given(jsonOf(text));
  if (document.isThere && isObject(document)) {
    const context = document.at('@context');
    if (isOpenVex(context)) return readOpenVex(document);
    if (document.at('bomFormat').isText) return readCycloneDxVex(document);
    if (document.at('document').isThere) return readCsaf(document);
  }
  throw new VexError(
    'vex_format_unknown',
    'this is none of the formats of VEX that are read: OpenVEX, CycloneDX in JSON or XML, CSAF of the category csaf_vex',
  );
}

function readXml(text: string): VexContent {
  const head = /<(?:[\w.-]+:)?bom\b[^>]*>/.exec(text.slice(0, 100_000))?.[0] ?? '';
  if (!/http:\/\/cyclonedx\.org\/schema\/bom\//.test(head)) {
    throw new VexError('vex_format_unknown', 'of XML only CycloneDX is read');
  }
  return readCycloneDxVex(new Given(jsonOfXml(text)));
}

function isOpenVex(context: Given): boolean {
  const named = context.isText ? [context] : context.isList ? context.list() : [];
  return named.some((each) => each.isText && /^https:\/\/openvex\.dev\/ns(?:\/|$)/.test(each.identifier() ?? ''));
}

function isObject(document: Given): boolean {
  return !document.isText && !document.isList;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new VexError('vex_not_readable', 'the document is not UTF-8');
  }
}

function jsonOf(text: string): unknown {
  // Before the parser, which reads as deep as its stack goes.
  checkJson(text);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new VexError(
      'vex_not_readable',
      `the document is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
