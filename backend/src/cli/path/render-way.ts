import type { WayJson } from '../../core/path/way-json.js';
import { codeSpan, escapeMarkdown } from '../output/markdown.js';
import { printable } from '../output/printable.js';
import { COLOURS, SIGNS } from '../output/styles.js';
import type { Terminal } from '../output/terminal.js';
import { type Cell, textColumns } from '../output/text-columns.js';

const COLUMNS = [
  { head: 'Upgrade', shrinksTo: 16 },
  { head: 'From', shrinksTo: 7 },
  { head: 'To', shrinksTo: 7 },
  { head: 'Clears' },
];

/** For a person at a terminal. */
export function wayText(way: WayJson, terminal: Terminal): string {
  const { style } = terminal;
  const { after, lines, rest, tasks } = way;
  const blocks = [
    style(['bold', COLOURS[after.outcome]], `${SIGNS[after.outcome]} ${printable(way.headline)}`),
    upgradeTable(way, terminal),
    ...lines.map(({ where, text }) => block(printable(where), text.split('\n').map(printable), terminal)),
    block(
      'What no upgrade clears',
      rest.map(({ sentence }) => printable(sentence)),
      terminal,
    ),
    block(
      'Other rules',
      tasks.map(({ rule, summary, remedy }) => printable(`${rule}: ${summary} ${remedy ?? ''}`.trim())),
      terminal,
    ),
  ];
  return `${blocks.filter((each) => each !== '').join('\n\n')}\n`;
}

function upgradeTable({ upgrades, isLeastCost }: WayJson, { style, width }: Terminal): string {
  if (upgrades.length === 0) return '';
  const rows = upgrades.map(({ name, packages, from, to, findingCount }): Cell[] => [
    { text: printable(packages.length === 1 && packages[0] === name ? name : `${name} (${packages.join(', ')})`) },
    { text: printable(from ?? '') },
    { text: printable(to), style: 'green' },
    { text: findingCount.toLocaleString('en') },
  ]);
  const head = isLeastCost ? 'Upgrades of least cost' : 'Upgrades';
  return [
    style('bold', head),
    ...textColumns(COLUMNS, rows, { width: width - 2, style }).map((line) => `  ${line}`),
  ].join('\n');
}

function block(head: string, lines: readonly string[], { style }: Terminal): string {
  return lines.length === 0 ? '' : [style('bold', head), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** For a pull request's comment or a job's summary. */
export function wayMarkdown({ headline, upgrades, lines, rest, tasks }: WayJson): string {
  return `${[
    `### ${escapeMarkdown(headline)}`,
    ...list(upgrades.map(({ sentence, findingCount }) => `${escapeMarkdown(sentence)} Clears ${findingCount}.`)),
    ...lines.map(({ where, text }) => `${escapeMarkdown(where)}:\n\n\`\`\`\n${text.replaceAll('```', '')}\n\`\`\``),
    ...list(rest.map(({ sentence }) => escapeMarkdown(sentence))),
    ...list(
      tasks.map(
        ({ rule, summary, remedy }) => `${codeSpan(rule)} ${escapeMarkdown(`${summary} ${remedy ?? ''}`.trim())}`,
      ),
    ),
  ].join('\n\n')}\n`;
}

function list(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')];
}
