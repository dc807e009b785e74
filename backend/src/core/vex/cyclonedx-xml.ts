import { SaxesParser } from 'saxes';
import { VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

/** Elements whose children are a list, with the name of each child. */
const LISTS: Readonly<Record<string, string>> = {
  components: 'component',
  vulnerabilities: 'vulnerability',
  references: 'reference',
  authors: 'author',
  affects: 'target',
  versions: 'version',
  responses: 'response',
  properties: 'property',
};

/** Attributes that CycloneDX's JSON has as keys. */
const ATTRIBUTES = new Set(['serialNumber', 'bom-ref', 'type']);

type Json = string | Json[] | { [key: string]: Json };

interface Open {
  readonly name: string;
  readonly object: { [key: string]: Json };
  readonly list: Json[];
  text: string;
  hasElements: boolean;
}

/**
 * A CycloneDX document in XML as it would be in JSON, as far as VEX needs it. A document type is refused, so there are no entities but the five
 * of XML itself. Throws VexError.
 */
export function jsonOfXml(text: string): unknown {
  const parser = new SaxesParser({ xmlns: false, fragment: false });
  const stack: Open[] = [];
  let root: Json | null = null;
  parser.on('doctype', () => {
    throw new VexError('vex_invalid', 'the XML has a document type, which is not read');
  });
  parser.on('error', (error) => {
    throw new VexError('vex_not_readable', `the XML cannot be read: ${error.message}`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (stack.length >= VEX_LIMITS.depth) {
      throw new VexError('vex_limit', `the document is nested more than ${VEX_LIMITS.depth} levels deep`);
    }
    const given = Object.entries(attributes as Readonly<Record<string, string>>).filter(([key]) => ATTRIBUTES.has(key));
    const element = localName(name);
    if (element === 'bom' && 'version' in attributes) given.push(['version', String(attributes['version'])]);
    const open: Open = { name: element, object: objectOf(given), list: [], text: '', hasElements: false };
    // A property is `<property name="…">value</property>`.
    const { name: called } = attributes as Readonly<Record<string, string>>;
    if (open.name === 'property' && called !== undefined) open.object['name'] = called;
    stack.push(open);
  });
  const addText = (added: string): void => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += added;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const done = stack.pop();
    if (done === undefined) return;
    const value = valueOf(done);
    const parent = stack.at(-1);
    if (parent === undefined) {
      root = value;
      return;
    }
    parent.hasElements = true;
    if (LISTS[parent.name] === done.name) parent.list.push(value);
    else {
      const key = done.name === 'responses' ? 'response' : done.name;
      if (Object.hasOwn(parent.object, key) && isKnownOnce(key)) {
        throw new VexError('vex_invalid', `the element ${key} stands twice in ${parent.name}`);
      }
      parent.object[key] = value;
    }
  });
  parser.write(text).close();
  return root;
}

function isKnownOnce(key: string): boolean {
  return (
    Object.hasOwn(LISTS, key) ||
    ['response', 'state', 'analysis', 'id', 'ref', 'purl', 'justification', 'timestamp'].includes(key)
  );
}

function valueOf({ name, object, list, text, hasElements }: Open): Json {
  if (Object.hasOwn(LISTS, name)) return list;
  if (name === 'property') return { ...object, value: text.trim() };
  return hasElements || Object.keys(object).length > 0 ? object : text.trim();
}

function objectOf(entries: readonly (readonly [string, string])[]): { [key: string]: Json } {
  return Object.assign(Object.create(null) as { [key: string]: Json }, Object.fromEntries(entries));
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
