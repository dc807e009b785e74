import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import type { Tooltip } from '@codemirror/view';
import { isMapping, schemasAt, type Schema } from './policy-schema';
import { environmentsOf, keyAt, placeAt, type YamlPlace } from './yaml-place';

/** What the policy's schema allows at the cursor. */
export function completePolicy(context: CompletionContext): CompletionResult | null {
  const { state, pos, explicit } = context;
  const line = state.doc.lineAt(pos);
  const lines = state.doc.toString().split('\n');
  const place = placeAt(lines, line.number - 1, pos - line.from);
  if (place === null) return null;
  const options = place.kind === 'key' ? keysAt(place) : valuesAt(place, lines);
  const isUntyped = place.from === pos - line.from;
  // An empty line is no question, the place after a colon is one.
  if (options.length === 0 || (isUntyped && place.kind === 'key' && !explicit)) return null;
  return { from: line.from + place.from, options, validFor: /^[\w.*-]*$/ };
}

function keysAt({ path, indent, siblings }: YamlPlace): Completion[] {
  const properties = new Map(
    schemasAt(path)
      .flatMap(({ properties = {} }) => Object.keys(properties))
      .map((key) => [key, schemasAt([...path, key])]),
  );
  return [...properties].flatMap(([key, schemas]) => {
    if (siblings.includes(key)) return [];
    const description = schemas.find(({ description }) => description)?.description;
    return [
      {
        label: key,
        type: 'property',
        apply: isMapping(schemas) ? `${key}:\n${' '.repeat(indent + 2)}` : `${key}: `,
        ...(description === undefined ? {} : { info: description }),
      },
    ];
  });
}

function valuesAt({ path }: YamlPlace, lines: readonly string[]): Completion[] {
  if (path.at(-1) === 'extends') {
    const own = path.at(-2);
    return environmentsOf(lines)
      .filter((name) => name !== own)
      .map((label) => ({ label, type: 'enum' }));
  }
  const schemas = schemasAt(path);
  const known = schemas.flatMap(knownValues).map(asYaml);
  const examples = schemas
    .flatMap(({ examples = [] }) => examples)
    .filter(isScalar)
    .map(asYaml);
  return [
    ...[...new Set(known)].map((label) => ({ label, type: 'enum' })),
    ...[...new Set(examples)]
      .filter((label) => !known.includes(label))
      .map((label) => ({ label, type: 'constant', detail: 'for example' })),
  ];
}

function knownValues(schema: Schema): readonly unknown[] {
  if (schema.enum) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  if (schema.type === 'boolean') return [true, false];
  return schema.items ? knownValues(schema.items) : [];
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function asYaml(value: unknown): string {
  return String(value);
}

/** What the key under the pointer means. */
export function explainKey(view: EditorView, pos: number): Tooltip | null {
  const line = view.state.doc.lineAt(pos);
  const lines = view.state.doc.toString().split('\n');
  const path = keyAt(lines, line.number - 1, pos - line.from);
  const description = path && schemasAt(path).find(({ description }) => description)?.description;
  if (!description) return null;
  return {
    pos,
    above: true,
    create: () => {
      const dom = document.createElement('p');
      dom.className = 'cm-explanation';
      dom.textContent = description;
      return { dom };
    },
  };
}
