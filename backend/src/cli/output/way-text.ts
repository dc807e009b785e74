import type { LayerOrigin } from '../../core/path/layer-origins.js';
import { type WayJson, wayJson, type WrittenStep } from '../../core/path/way-json.js';
import type { WayToGreen } from '../../core/path/way-to-green.js';
import { upgradedWords } from '../../core/upgrades/upgrade-words.js';
import { printable } from './printable.js';
import { COLOURS, SIGNS } from './styles.js';
import type { Terminal } from './terminal.js';
import { type Cell, type Column, textColumns } from './text-columns.js';

const COLUMNS: readonly Column[] = [
  { head: 'Upgrade', shrinksTo: 16 },
  { head: 'From', shrinksTo: 7 },
  { head: 'To', shrinksTo: 7 },
  { head: 'Fixes' },
];

/** Of what is nowhere named in the sources: the direct dependency that needs it. */
const PARENTS_COLUMN: Column = { head: 'Required by', shrinksTo: 11 };

/** Where the base image is known: whether it lies in that. */
const LAYER_COLUMN: Column = { head: 'Layer' };

const LAYER_WORDS: Readonly<Record<LayerOrigin, string>> = {
  base: 'base image',
  own: 'own layers',
  both: 'both',
  unknown: 'not known',
};

interface Said {
  readonly sentence: string;
}

/** By finding: the direct dependencies that bring its component in. */
type Parents = ReadonlyMap<string, readonly string[]>;

/** The way to green by itself, for a person at a terminal. */
export function wayText(way: WayJson & { readonly newerBase: Said | null }, terminal: Terminal): string {
  const { style } = terminal;
  const { after, rest, tasks } = way;
  const blocks = [
    style(['bold', COLOURS[after.outcome]], `${SIGNS[after.outcome]} ${printable(way.headline)}`),
    ...upgradeBlocks(
      way,
      terminal,
      way.upgrades.map(() => []),
    ),
    block('Base image', way.newerBase === null ? [] : [printable(way.newerBase.sentence)], terminal),
    block(
      'Not fixed by any upgrade',
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

/** Its upgrades, below the reasons of a verdict, which say the rest. Empty texts where there are none. */
export function wayBlocks(way: WayToGreen | undefined, terminal: Terminal, parents: Parents): string[] {
  if (way === undefined || way.upgrades.length === 0) return [];
  const written = wayJson(way);
  const broughtIn = way.upgrades.map(({ clears }) => [...new Set(clears.flatMap(({ id }) => parents.get(id) ?? []))]);
  return [
    terminal.style('bold', `Way to green: ${printable(written.headline)}`),
    ...upgradeBlocks(written, terminal, broughtIn),
  ];
}

/** `parents`: by upgrade. */
function upgradeBlocks(
  { upgrades, lines, isLeastCost }: WayJson,
  terminal: Terminal,
  parents: readonly (readonly string[])[],
): string[] {
  if (upgrades.length === 0) return [];
  const { style, width } = terminal;
  const hasParents = parents.some(({ length }) => length > 0);
  const hasLayers = upgrades.some(({ layer }) => layer !== 'unknown');
  const rows = upgrades.map(({ from, to, findingCount, layer, ...step }, place): Cell[] => [
    { text: printable(subjectOf(step)) },
    { text: printable(from ?? '') },
    { text: printable(to), style: 'green' },
    { text: findingCount.toLocaleString('en') },
    ...(hasLayers ? [{ text: LAYER_WORDS[layer] }] : []),
    ...(hasParents ? [{ text: printable((parents[place] ?? []).join(', ')) }] : []),
  ]);
  const columns = [...COLUMNS, ...(hasLayers ? [LAYER_COLUMN] : []), ...(hasParents ? [PARENTS_COLUMN] : [])];
  const table = textColumns(columns, rows, { width: width - 2, style }).map((line) => `  ${line}`);
  return [
    [style('bold', isLeastCost ? 'Upgrades of least cost' : 'Upgrades'), ...table].join('\n'),
    ...lines.map(({ where, text }) => block(printable(where), text.split('\n').map(printable), terminal)),
  ];
}

/** What is upgraded: a source package with its packages, or a compiler with what it brings. */
function subjectOf({ action, name, packages }: Pick<WrittenStep, 'action' | 'name' | 'packages'>): string {
  if (action === 'rebuild') return `Go (${name})`;
  return upgradedWords({ name, packages });
}

function block(head: string, lines: readonly string[], { style }: Terminal): string {
  return lines.length === 0 ? '' : [style('bold', head), ...lines.map((line) => `  ${line}`)].join('\n');
}
