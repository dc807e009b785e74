import { built } from './built.mjs';

/**
 * What the console calls things, by the tables that the core has of them.
 *
 * @type {import('./registry.mjs').Generator}
 */
export async function vocabulary() {
  /** @type {typeof import('../src/core/model/finding-kind.js')} */
  const { KINDS } = await built('core/model/finding-kind');
  /** @type {typeof import('../src/core/reports/scan.js')} */
  const { FORMAT_LABELS } = await built('core/reports/scan');
  return [
    '// Made by npm run generate, from the tables of the core.\n\n',
    `export const FINDING_KINDS = [${KINDS.map(({ kind }) => `'${kind}'`).join(', ')}] as const;\n\n`,
    'export const KIND_NAME = {\n',
    ...KINDS.map(({ kind, label }) => `  ${kind}: '${label}',\n`),
    '} as const;\n\n',
    'export const FORMAT_LABELS = {\n',
    ...Object.entries(FORMAT_LABELS).map(([format, label]) => `  ${format}: '${label}',\n`),
    '} as const;\n',
  ].join('');
}
