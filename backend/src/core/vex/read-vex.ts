import type { KeyObject } from 'node:crypto';
import { attestedIn } from './attestation.js';
import { readCsaf } from './csaf-reader.js';
import { readCycloneDxVex } from './cyclonedx-vex-reader.js';
import { jsonOfXml } from './cyclonedx-xml.js';
import { Given } from './given.js';
import { readOpenVex } from './openvex-reader.js';
import { jsonOf, textOf } from './parse-json.js';
import type { StatedVex, VexContent } from './vex-document.js';
import { VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

/**
 * Reads OpenVEX, CycloneDX (JSON and XML) and CSAF's VEX profile, recognised by their content, and the first two also
 * in attestations, whose signatures are checked with `keys`. `signer`: who has signed one without a key, as was checked
 * before. Throws VexError.
 */
export function readVex(bytes: Uint8Array, keys: readonly KeyObject[] = [], signer: string | null = null): VexContent {
  if (bytes.length > VEX_LIMITS.bytes) {
    throw new VexError('vex_limit', `the document has more than ${VEX_LIMITS.bytes / 1024 / 1024} MiB`);
  }
  const text = textOf(bytes);
  if (/^\s*</.test(text)) return { ...readXml(text), attestation: null };
  const document = new Given(jsonOf(text));
  const attested = document.isObject ? attestedIn(document, keys, signer) : null;
  if (attested === null) return { ...readStated(document), attestation: null };
  return { ...readStated(attested.predicate), attestation: attested.attestation };
}

function readStated(document: Given): StatedVex {
  if (document.isObject) {
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

function readXml(text: string): StatedVex {
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
