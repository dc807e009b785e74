import { built } from './built.mjs';
import { GenerateError } from './generate-error.mjs';

const DOCUMENT = 'docs/security.md';
const SECTION = /(?<=<!-- permissions:[^]*?-->\n\n)[^]*?(?=\n<!-- \/permissions -->)/;
const LAST_COLUMN = 'What it lets one do';

/**
 * docs/security.md with the table of permissions from the code. Only the last column is the document's own.
 *
 * @type {import('./registry.mjs').Generator}
 */
export async function permissions(read) {
  /** @type {typeof import('../src/modules/access/permissions.js')} */
  const { PERMISSIONS, ROLES, TOKEN_PERMISSIONS, includesPermission, kindOf } =
    await built('modules/access/permissions');
  const document = read(DOCUMENT);
  const [old] = SECTION.exec(document) ?? [];
  if (old === undefined)
    throw new GenerateError(['there is no section <!-- permissions: … --> to write the table into']);
  const texts = textsIn(old);
  const undescribed = PERMISSIONS.filter((permission) => !texts.get(permission));
  if (undescribed.length > 0) {
    throw new GenerateError(
      undescribed.map(
        (permission) => `add the row "| \`${permission}\` | what it lets one do |" to the table of permissions`,
      ),
    );
  }
  const yesOrNo = (/** @type {boolean} */ holds) => (holds ? 'yes' : 'no');
  const rows = [
    ['Permission', 'Held', ...ROLES, 'API token', LAST_COLUMN],
    ...PERMISSIONS.map((permission) => [
      `\`${permission}\``,
      kindOf(permission),
      ...ROLES.map((role) => yesOrNo(includesPermission(role, permission))),
      yesOrNo(TOKEN_PERMISSIONS.includes(permission)),
      texts.get(permission) ?? '',
    ]),
  ];
  return document.replace(SECTION, () => tableOf(rows));
}

/**
 * The last cell of each row, by the first.
 *
 * @param {string} table
 */
function textsIn(table) {
  const rows = table.split('\n').map((line) => line.split('|').slice(1, -1));
  return new Map(rows.map((cells) => [cells[0]?.trim().replaceAll('`', ''), cells.at(-1)?.trim()]));
}

/** @param {readonly (readonly string[])[]} rows the first is the head */
function tableOf([head = [], ...body]) {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}
