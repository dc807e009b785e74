import type {
  ComparedFinding,
  ComparisonJson,
  ComponentList,
  FindingList,
  NamedComponent,
} from '../../core/compare/comparison-json.js';
import type { Doubt } from '../../core/compare/doubts.js';
import type { Severity } from '../../core/model/severity.js';
import { escapeMarkdown } from '../output/markdown-text.js';
import { printable } from '../output/printable.js';
import { SEVERITY_STYLES } from '../output/styles.js';
import type { Terminal } from '../output/terminal.js';

/** GitHub cuts a comment at 65,536 characters; a reader stops long before that. */
const MOST_INTRODUCED = 50;
const MOST_FOLDED = 20;

interface Section {
  readonly head: string;
  readonly count: number;
  readonly lines: readonly Line[];
}

interface Line {
  readonly severity: Severity | null;
  readonly text: string;
}

/** For a person at a terminal. */
export function comparisonText(comparison: ComparisonJson, { style }: Terminal): string {
  const { headline, before, after } = comparison;
  const blocks = [
    [
      style('bold', printable(headline)),
      `Before: ${printable(`${before.image} ${before.digest}`)}`,
      `After:  ${printable(`${after.image} ${after.digest}`)}`,
    ],
    ...sectionsOf(comparison).map(({ head, lines, count }) => [
      style('bold', `${head} (${count.toLocaleString('en')})`),
      ...lines.map(({ severity, text }) =>
        severity === null
          ? `  ${printable(text)}`
          : `  ${style(SEVERITY_STYLES[severity], severity.padEnd(8))}  ${printable(text)}`,
      ),
    ]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** For a pull request's comment or a job's summary: what is introduced stands open, the rest folded. */
export function comparisonMarkdown(comparison: ComparisonJson): string {
  const blocks = sectionsOf(comparison).map(({ head, lines, count }) => {
    const isOpen = head === HEADS.introduced;
    const items = lines.slice(0, isOpen ? MOST_INTRODUCED : MOST_FOLDED).map(({ severity, text }) => {
      const words = escapeMarkdown(text);
      return `- ${severity === null ? words : `**${severity}** ${words}`}`;
    });
    const more = count - items.length;
    if (more > 0) items.push(`- … and ${more.toLocaleString('en')} more`);
    const title = `${head} (${count.toLocaleString('en')})`;
    if (isOpen) return `**${title}**\n\n${items.join('\n')}`;
    return `<details><summary>${title}</summary>\n\n${items.join('\n')}\n\n</details>`;
  });
  return `${[`### ${escapeMarkdown(comparison.headline)}`, ...blocks].join('\n\n')}\n`;
}

const HEADS = {
  introduced: 'Introduced',
  doubts: 'What could not be compared, or only with care',
  notCompared: 'Findings that could not be compared',
  fixed: 'Fixed',
  noLongerReported: 'No longer reported, in unchanged components',
  changed: 'Still there, and rated otherwise',
  added: 'Components added',
  removed: 'Components removed',
  versions: 'Components with another version',
} as const;

/** Those that are not empty, what matters most first. */
function sectionsOf(comparison: ComparisonJson): Section[] {
  const { introduced, doubts, notCompared, fixed, noLongerReported, changed, components } = comparison;
  return [
    ofFindings(HEADS.introduced, introduced),
    { head: HEADS.doubts, count: doubts.length, lines: doubts.map(doubtLine) },
    ofFindings(HEADS.notCompared, notCompared),
    ofFindings(HEADS.fixed, fixed),
    ofFindings(HEADS.noLongerReported, noLongerReported),
    ofFindings(HEADS.changed, changed),
    ofComponents(HEADS.added, components?.added, versionOf),
    ofComponents(HEADS.removed, components?.removed, versionOf),
    ofComponents(HEADS.versions, components?.changed, ({ from, version }) => `${from ?? '?'} → ${version ?? '?'}`),
  ].filter(({ count }) => count > 0);
}

function ofFindings(head: string, { items, count }: FindingList<ComparedFinding>): Section {
  return { head, count, lines: items.map(({ severity, sentence }) => ({ severity, text: sentence })) };
}

function ofComponents<Item extends NamedComponent>(
  head: string,
  list: ComponentList<Item> | undefined,
  versions: (component: Item) => string,
): Section {
  const lines = (list?.items ?? []).map((component) => ({
    severity: null,
    text: [component.name, versions(component)].filter((part) => part !== '').join(' '),
  }));
  return { head, count: list?.count ?? 0, lines };
}

function versionOf({ version }: NamedComponent): string {
  return version ?? '';
}

function doubtLine({ side, sentence }: Doubt): Line {
  return { severity: null, text: `${side === 'before' ? 'Before' : 'After'}: ${sentence}` };
}
