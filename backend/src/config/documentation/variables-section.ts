import type { VariableRow } from './variable-row.js';

export interface VariablesTable {
  readonly title: string;
  /** What stands between the title and the table; Markdown. */
  readonly introduction: string;
  readonly rows: readonly VariableRow[];
}

const BEGIN = '<!-- variables -->';
const END = '<!-- /variables -->';

/** The document with its section of variables written anew. Throws where it has no such section, or two. */
export function withVariables(document: string, tables: readonly VariablesTable[]): string {
  const [before, ...rest] = document.split(BEGIN);
  const [old, after, ...more] = rest.join(BEGIN).split(END);
  if (rest.length !== 1 || old === undefined || after === undefined || more.length > 0) {
    throw new Error(`the document needs ${BEGIN} and ${END}, once each`);
  }
  return `${before}${BEGIN}\n\n${tables.map(sectionOf).join('\n')}\n${END}${after}`;
}

function sectionOf({ title, introduction, rows }: VariablesTable): string {
  const lines = [
    ['Variable', 'Required', 'Default', 'Secret', 'Example', 'What it is'],
    ['---', '---', '---', '---', '---', '---'],
    ...rows.map((row) => [
      row.names.map(code).join(' or '),
      row.required,
      code(row.default),
      row.isSecret ? 'yes' : 'no',
      code(row.example),
      cell(row.purpose),
    ]),
  ];
  return `## ${title}\n\n${introduction}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}`;
}

function code(text: string): string {
  return text === '' ? '' : `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
